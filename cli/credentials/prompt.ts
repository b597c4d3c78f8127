/**
 * Asks for credentials on the terminal. The trap: what is typed must not be echoed, and what is pasted (a PEM of many
 * lines) must be taken as one answer.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { CredentialName } from './shapes.ts';

type Question = { path: [string, ...string[]]; text: string; optional?: boolean; lines?: boolean };

const QUESTIONS: Record<CredentialName, Question[]> = {
  netsuite: [
    { path: ['clientId'], text: 'Client ID of the integration record' },
    { path: ['certificateId'], text: 'Certificate ID (Setup > Integration > OAuth 2.0 Client Credentials)' },
    { path: ['privateKeyPem'], text: 'Private key, PEM (paste it, then an empty line)', lines: true },
  ],
  shipstation: [
    { path: ['v1', 'apiKey'], text: 'V1 API key' },
    { path: ['v1', 'apiSecret'], text: 'V1 API secret' },
    { path: ['v2', 'apiKey'], text: 'V2 API key (empty = none)', optional: true },
  ],
  shopify: [
    { path: ['clientId'], text: 'Client ID of the app (Dev Dashboard > Settings)' },
    { path: ['clientSecret'], text: 'Client secret of the app' },
  ],
  shipbob: [{ path: ['token'], text: 'Personal access token (Integrations > API Tokens)' }],
  fusion: [
    { path: ['clientId'], text: 'Client ID of the confidential application (identity domain)' },
    { path: ['clientSecret'], text: 'Client secret' },
  ],
  'netsuite-push': [{ path: ['secret'], text: 'Secret that the script in NetSuite sends (16 characters or more)' }],
};

/** The usual kind of credentials, which the questions are for. */
const KINDS: Partial<Record<CredentialName, object>> = {
  netsuite: { kind: 'm2m' },
  shopify: { kind: 'clientCredentials' },
  shipbob: { kind: 'pat' },
  fusion: { kind: 'secret' },
};

/** Asks for what is not in `given` yet; nothing typed is shown. */
export async function promptCredentials(system: CredentialName, given: Record<string, unknown>): Promise<unknown> {
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: muted, terminal: true });
  const answers: Record<string, unknown> = { ...(KINDS[system] ?? {}), ...given };
  const lines = reader[Symbol.asyncIterator]();
  try {
    for (const question of QUESTIONS[system]) {
      if (question.path[0] in given) continue;
      process.stderr.write(`${question.text}: `);
      const answer = question.lines === true ? await manyLines(lines) : await oneLine(lines);
      process.stderr.write('\n');
      if (answer !== '' || question.optional !== true) put(answers, question.path, answer);
    }
    return answers;
  } finally {
    reader.close();
  }
}

async function oneLine(lines: AsyncIterator<string>): Promise<string> {
  const { value, done } = await lines.next();
  return done === true ? '' : value.trim();
}

async function manyLines(lines: AsyncIterator<string>): Promise<string> {
  const taken: string[] = [];
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true || (value.trim() === '' && taken.length > 0)) return taken.join('\n');
    if (value.trim() !== '') taken.push(value);
    if (value.startsWith('-----END')) return `${taken.join('\n')}\n`;
  }
}

function put(target: Record<string, unknown>, [first, second]: [string, ...string[]], value: string): void {
  if (second === undefined) target[first] = value;
  else target[first] = { ...(target[first] as object | undefined), [second]: value };
}
