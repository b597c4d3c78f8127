/**
 * One SOAP call: the envelope with its two namespaces, and a fault as the error that it means.
 * The trap: the operation and its direct parameters live in the types namespace, the fields inside in the service's own, and
 * a fault always comes with status 500; it says that nothing was done and is final.
 */
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { plain } from './error-body.ts';
import { unexpected } from './errors.ts';
import { find, findAll, readXml, writeXml, type XmlMember, type XmlNode } from './xml.ts';

/** Where a service is and what its elements belong to. */
export type SoapService = { path: string; service: string; types: string; action: string };

export type SoapCall = {
  operation: string;
  /** Direct parameters by name; prefixes inside are `svc:` (the service's) and `adf:` (of searches). */
  parameters: XmlMember[];
  write: boolean;
};

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
const ADF = 'http://xmlns.oracle.com/adf/svc/types/';
const MAX_WORDS = 1_500;

/** The `result` element of the answer; undefined when the answer has none. */
export async function callSoap(caller: Caller, service: SoapService, call: SoapCall): Promise<XmlNode | undefined> {
  const body = writeXml([{ name: `typ:${call.operation}`, value: call.parameters }]);
  const envelope =
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${ENVELOPE}" xmlns:typ="${service.types}"` +
    ` xmlns:svc="${service.service}" xmlns:adf="${ADF}"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
  const response = await caller.soap(service.path, service.action + call.operation, envelope, call.write);
  const asked = { method: 'POST', path: service.path, write: call.write };
  const root = readXml(response.text.slice(Math.max(0, response.text.indexOf('<'))));
  if (root === undefined) throw unexpected(asked, response.status, 'not an envelope');
  const fault = find(root, 'Fault');
  if (fault !== undefined) throw faultError(service, call, response, fault);
  if (response.status < 200 || response.status >= 300)
    throw unexpected(asked, response.status, 'no fault and no success');
  return find(root, 'result');
}

const EXISTS = /\balready exists\b|\bduplicate\b|\bmust be unique\b|JBO-25013\b/i;
const NOT_SIGNED_IN = /FailedAuthentication|InvalidSecurity(Token)?\b|not authenticated/i;
const NOT_ALLOWED = /\bnot authori[sz]ed\b|insufficient privilege|permission check failed/i;

function faultError(service: SoapService, call: SoapCall, response: HttpResponse, fault: XmlNode): ConnectorError {
  const words = faultWords(fault);
  const type = typeOf(`${find(fault, 'faultcode')?.text ?? ''} ${words}`);
  return new ConnectorError({
    type,
    system: 'fusion',
    status: response.status,
    code:
      type === 'Conflict'
        ? 'ALREADY_EXISTS'
        : (/\b(?:JBO-\d+|HZ-\d+|[A-Z]{2,6}_[A-Z0-9_]{4,})\b/.exec(words)?.[0] ?? 'SOAP_FAULT'),
    message: `${call.operation} of ${service.path}: Fusion refused this: ${words}`,
  });
}

function typeOf(words: string): FailureType {
  if (NOT_SIGNED_IN.test(words)) return 'Auth';
  if (NOT_ALLOWED.test(words)) return 'Config';
  return EXISTS.test(words) ? 'Conflict' : 'Invalid';
}

/** The fault's own sentence and whatever the details add, each once. */
function faultWords(fault: XmlNode): string {
  const parts = [find(fault, 'faultstring')?.text ?? '', ...findAll(fault, 'detail').flatMap(leaves)];
  const words = [
    ...new Set(parts.map(plain).filter((part) => /[a-z]{3}/i.test(part) && !/^(SEVERITY_|oracle\.|http)/.test(part))),
  ];
  const all = words.join('; ');
  return all.length > MAX_WORDS ? `${all.slice(0, MAX_WORDS)}…` : all || 'no reason given';
}

const leaves = (node: XmlNode): string[] => (node.nodes.length === 0 ? [node.text] : node.nodes.flatMap(leaves));
