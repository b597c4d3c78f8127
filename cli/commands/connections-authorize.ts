/**
 * `connections authorize`: signs in to ShipBob by OAuth and seals the pair of tokens. It prints the address and opens
 * nothing; the answer comes to a server on this machine, or is pasted. The trap: no token and no code is ever printed.
 */
import type { Command } from 'commander';
import type { AuthorizationStart, ResponseMode } from '../../connectors/shipbob/authorize.ts';
import { type ResolvedShipBobSettings, resolveShipBobSettings } from '../../connectors/shipbob/settings.ts';
import { parseStoredConnection } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import { appOf, type KnownApp } from '../authorize/app.ts';
import { addCommand } from '../command.ts';
import { sayGoesOn, sealCredentials } from '../credentials/seal.ts';
import { type ExitCode, usageError } from '../errors.ts';
import type { Output } from '../output.ts';
import { connectionRow, type Session, withSession } from '../session.ts';

type Options = { app?: string; listen: boolean; timeout: string; responseMode?: string };

const MODES: ResponseMode[] = ['form_post', 'query'];

export const addConnectionsAuthorize = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'authorize <connection>',
    summary: 'sign in to ShipBob by OAuth (code with PKCE) and seal the tokens',
    examples: [
      'connections authorize acme --app shipbob-app.json',
      'connections authorize acme',
      'connections authorize acme --no-listen',
    ],
    more: `The app’s file: {"clientId":"…","clientSecret":"…"}; needed the first time only.
Register shipbob.redirectUri (default http://127.0.0.1:8976/callback) with the app, exactly so.
--no-listen: sign in on any machine; the browser ends at an address that it cannot open; paste that address here.`,
    options: (command) =>
      command
        .option('--app <file>', 'JSON file with the client id and client secret of the app')
        .option('--no-listen', 'paste the answer instead of listening for it')
        .option('--response-mode <mode>', 'form_post or query; default form_post, with --no-listen query')
        .option('--timeout <duration>', 'how long to wait for the answer', '10m'),
    run: ({ args: [id = ''], options, out }) => withSession((session) => authorize(session, id, options, out)),
  });

async function authorize(session: Session, id: string, options: Options, out: Output): Promise<ExitCode> {
  const { settings, timeLimitMs, mode } = await prepared(session, id, options);
  const app = await appOf(session, id, options.app);
  const shipBob = await import('../../connectors/shipbob/authorize.ts');
  const start = shipBob.startAuthorization(settings, app, mode);
  const take = (answer: URLSearchParams) => shipBob.readAuthorization(start, answer);
  const code = await (options.listen
    ? listened(settings, start, timeLimitMs, take, out)
    : pasted(start, timeLimitMs, take, out));
  const { nonce, codeVerifier } = start;
  const granted = await shipBob.exchangeCode(settings, { ...clientOf(app), code, nonce, codeVerifier });
  const { scopes, ...credentials } = granted;
  const kept = app.webhookSecrets === undefined ? {} : { webhookSecrets: app.webhookSecrets };
  const sealed = await sealCredentials(session, id, 'shipbob', { ...credentials, ...kept }, out);
  const missing = scopes === undefined ? [] : settings.scopes.filter((scope) => !scopes.includes(scope));
  out.result({ connection: id, system: 'shipbob', authorized: true, ...sealed, missingScopes: missing });
  out.line(`ShipBob has authorised ${id}; the tokens are sealed and renew themselves.`);
  if (missing.length > 0) out.line(`${out.paint('warn', 'Not granted:')} ${missing.join(', ')}`);
  sayGoesOn(out, sealed);
  out.line(`Try them with \`ml-connector ping ${id}\`.`);
  return 0;
}

const clientOf = ({ clientId, clientSecret }: KnownApp) => ({
  clientId,
  ...(clientSecret === undefined ? {} : { clientSecret }),
});

async function prepared(session: Session, id: string, { timeout, listen, responseMode }: Options) {
  const connection = parseStoredConnection((await connectionRow(session, id)).settings);
  if (!('shipbob' in connection))
    throw usageError(`${id} (${connection.pair}) has no ShipBob.`, 'Only ShipBob is signed in to by OAuth here.');
  const timeLimitMs = durationMs(timeout);
  if (timeLimitMs === undefined || timeLimitMs <= 0)
    throw usageError(`--timeout ${timeout} is not a duration.`, 'Write 90s or 10m.');
  const mode =
    responseMode === undefined ? (listen ? 'form_post' : 'query') : MODES.find((one) => one === responseMode);
  if (mode === undefined)
    throw usageError(`--response-mode ${responseMode} is not known.`, `Write ${MODES.join(' or ')}.`);
  return { settings: resolveShipBobSettings(connection.shipbob), timeLimitMs, mode };
}

type Take = (answer: URLSearchParams) => string;

async function listened(
  { redirectUri }: ResolvedShipBobSettings,
  { url }: AuthorizationStart,
  timeLimitMs: number,
  take: Take,
  out: Output,
): Promise<string> {
  const { listenForAnswer } = await import('../authorize/callback.ts');
  const callback = await listenForAnswer(redirectUri, timeLimitMs, take);
  try {
    showAddress(out, url);
    out.note(`Waiting for the answer at ${redirectUri} …`);
    return await callback.answer;
  } finally {
    callback.close();
  }
}

async function pasted(
  { url, state }: AuthorizationStart,
  timeLimitMs: number,
  take: Take,
  out: Output,
): Promise<string> {
  const { answerIn, readPasted } = await import('../authorize/pasted.ts');
  showAddress(out, url);
  out.note('Paste the address at which the browser ends (or the code in it), then Enter:');
  return take(answerIn(await readPasted(timeLimitMs), state));
}

/** With --json stdout is for the answer alone. */
function showAddress(out: Output, url: string): void {
  const words = `Open this address in a browser and sign in as the owner of the ShipBob account:\n\n${url}\n\n`;
  (out.json ? process.stderr : process.stdout).write(words);
}
