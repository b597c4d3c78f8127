/**
 * `credentials set`: seals credentials into the store. The trap: never take them from argv, where every user of the
 * machine can read them, and never print what was given.
 */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { addCommand } from '../command.ts';
import { promptCredentials } from '../credentials/prompt.ts';
import { sayGoesOn, sealCredentials } from '../credentials/seal.ts';
import { CREDENTIAL_NAMES, type CredentialName, parseCredentials, parseJson } from '../credentials/shapes.ts';
import { type ExitCode, usageError } from '../errors.ts';
import type { Output } from '../output.ts';
import { connectionRow, type Session, withSession } from '../session.ts';

type Options = { file?: string; keyFile?: string };

export const addCredentialsSet = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'set <connection> <system>',
    summary: 'seal the credentials of one system; JSON from stdin, --file, or asked for',
    examples: [
      'credentials set acme shipstation --file shipstation.json',
      'credentials set acme netsuite --file netsuite.json --key-file netsuite-key.pem',
      'credentials set acme netsuite < netsuite.json',
    ],
    more: `NetSuite:    {"kind":"m2m","clientId":"…","certificateId":"…"} with --key-file, or with "privateKeyPem"
             {"kind":"tba","consumerKey":"…","consumerSecret":"…","tokenId":"…","tokenSecret":"…"}
ShipStation: {"v1":{"apiKey":"…","apiSecret":"…"},"v2":{"apiKey":"…"}}   (v2: stock levels, V2 webhooks)
Shopify:     {"kind":"clientCredentials","clientId":"…","clientSecret":"…"}   (own app of the same organisation)
             {"kind":"offline","accessToken":"shpat_…","webhookSecrets":["…"]}   (custom app with a lasting token)
             {"kind":"expiring","clientId":"…","clientSecret":"…","refreshToken":"…"}   (rotating, renewed by us)
             {"kind":"online","accessToken":"…","webhookSecrets":["…"]}   (of one user's session)
ShipBob:     {"kind":"pat","token":"…"}   (OAuth: connections authorize)
Fusion:      {"kind":"secret","clientId":"…","clientSecret":"…"}   (confidential application of the identity domain)
             {"kind":"assertion","clientId":"…","privateKeyPem":"…","x5t":"…"}   (signed client assertion)
             {"kind":"user",…,"user":"…"} a signed assertion for a user; {"kind":"basic","username":"…","password":"…"}
NetSuite’s own events (netsuite-push): {"secret":"…"}
They are never taken from the command line itself, and never shown again.`,
    options: (command) =>
      command
        .addOption(new Option('--file <file>', 'JSON file with the credentials'))
        .addOption(new Option('--key-file <file>', 'NetSuite: PEM file of the private key')),
    run: ({ args: [id = '', system = ''], options, out }) =>
      withSession((session) => set(session, id, asSystem(system), options, out)),
  });

function asSystem(text: string): CredentialName {
  const system = CREDENTIAL_NAMES.find((one) => one === text.toLowerCase());
  if (system === undefined)
    throw usageError(`There is no system "${text}".`, `Write ${CREDENTIAL_NAMES.join(' or ')}.`);
  return system;
}

async function set(
  session: Session,
  id: string,
  system: CredentialName,
  options: Options,
  out: Output,
): Promise<ExitCode> {
  await connectionRow(session, id);
  const credentials = parseCredentials(system, await given(system, options));
  const sealed = await sealCredentials(session, id, system, credentials, out);
  out.result({ connection: id, system, set: true, ...sealed });
  out.line(`${system} credentials of ${id} are set and sealed.`);
  sayGoesOn(out, sealed);
  out.line(`Try them with \`ml-connector ping ${id}\`.`);
  return 0;
}

async function given(system: CredentialName, { file, keyFile }: Options): Promise<unknown> {
  const key = keyFile === undefined ? {} : { privateKeyPem: await readFile(keyFile, 'utf8') };
  if (file !== undefined && file !== '-') return merged(parseJson(system, await readFile(file, 'utf8')), key);
  if (process.stdin.isTTY && file === undefined) return promptCredentials(system, key);
  return merged(parseJson(system, await text(process.stdin)), key);
}

const merged = (json: unknown, key: object): unknown =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json, ...key } : json;
