/**
 * How many days the machine-to-machine certificate has left, and whether it belongs to the private key.
 * The trap: NetSuite ends every certificate after two years, whatever its own date says; the date that counts is the
 * one on the setup page.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { DateTime } from 'luxon';
import type { PingCheck } from '../http/contract.ts';
import type { ResolvedNetSuiteSettings } from './settings.ts';
import type { NetSuiteCredentials } from './types.ts';

const WARN_DAYS = 60;
const FAIL_DAYS = 3;
const FIX =
  'Upload a new certificate at Setup > Integration > Manage Authentication > OAuth 2.0 Client Credentials (M2M) Setup and store the new certificate id and key.';
const TELL_DATE =
  'Write netsuite.certificateExpires (yyyy-mm-dd) as the OAuth 2.0 Client Credentials (M2M) Setup page shows it.';

/** One check; undefined where no certificate is in use. Never throws. */
export function checkCertificate(
  settings: ResolvedNetSuiteSettings,
  credentials: NetSuiteCredentials,
  now: Date,
): PingCheck | undefined {
  if (credentials.kind === 'tba') return undefined;
  const certificate = readCertificate(credentials.certificatePem);
  if (certificate === 'unreadable') return check('warn', 'The stored certificate cannot be read.', TELL_DATE);
  if (certificate !== undefined && !belongs(certificate, credentials.privateKeyPem)) {
    return check('fail', 'The stored certificate does not belong to the stored private key.', FIX);
  }
  const ends = endOf(settings.certificateExpires, certificate);
  if (ends === undefined) return check('warn', 'It is not known when the certificate ends.', TELL_DATE);
  return judge(Math.floor(ends.diff(DateTime.fromJSDate(now), 'days').days), ends);
}

/** When the certificate that we sign in with ends, ISO-8601 UTC; undefined where none is in use or nobody knows. */
export function certificateEnds(
  { certificateExpires }: Pick<ResolvedNetSuiteSettings, 'certificateExpires'>,
  credentials: NetSuiteCredentials,
): string | undefined {
  if (credentials.kind === 'tba') return undefined;
  const certificate = readCertificate(credentials.certificatePem);
  const ends = endOf(certificateExpires, certificate === 'unreadable' ? undefined : certificate);
  return ends?.toUTC().toISO() ?? undefined;
}

function judge(days: number, ends: DateTime): PingCheck {
  const date = ends.toUTC().toFormat('yyyy-MM-dd');
  if (days < 0) return check('fail', `The certificate ended on ${date}.`, FIX);
  const detail = `${days} days left (until ${date})`;
  if (days < FAIL_DAYS) return check('fail', detail, FIX);
  return days < WARN_DAYS ? check('warn', detail, FIX) : check('ok', detail);
}

/** The setting wins; a certificate made for longer than two years is counted as NetSuite counts it. */
function endOf(setting: string | undefined, certificate: X509Certificate | undefined): DateTime | undefined {
  if (setting !== undefined) return DateTime.fromISO(setting, { zone: 'utc' }).endOf('day');
  if (certificate === undefined) return undefined;
  const ends = DateTime.fromJSDate(new Date(certificate.validTo));
  const twoYears = DateTime.fromJSDate(new Date(certificate.validFrom)).plus({ years: 2 });
  return DateTime.min(ends, twoYears);
}

function readCertificate(pem: string | undefined): X509Certificate | 'unreadable' | undefined {
  if (pem === undefined || pem.trim() === '') return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return 'unreadable';
  }
}

function belongs(certificate: X509Certificate, privateKeyPem: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch {
    return false;
  }
}

function check(state: PingCheck['state'], detail: string, fix?: string): PingCheck {
  return { name: 'certificate', state, detail, ...(fix === undefined ? {} : { fix }) };
}
