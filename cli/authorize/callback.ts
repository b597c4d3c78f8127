/**
 * The small server on this machine to which the browser brings the sign-in's answer.
 * The trap: any page that the browser shows can call it too, so what does not bear our `state` is refused and the waiting
 * goes on; and nothing of the answer is ever shown or logged.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ConnectorError } from '../../connectors/http/errors.ts';
import { foundWrong, unreachable, usageError } from '../errors.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const LARGEST_BODY = 65_536;
const HEADERS = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' };

export type Callback<T> = {
  /** Resolves with what `read` made of the answer. Rejects after the time limit, or with the refusal that came. */
  answer: Promise<T>;
  close(): void;
};

/**
 * Listens at `redirectUri`, which must be http on this machine. `read` throws for answers: one that is not ours
 * (code WRONG_STATE) is refused, every other one ends the waiting.
 */
export async function listenForAnswer<T>(
  redirectUri: string,
  timeLimitMs: number,
  read: (answer: URLSearchParams) => T,
): Promise<Callback<T>> {
  const address = new URL(redirectUri);
  if (address.protocol !== 'http:' || !LOOPBACK.has(address.hostname))
    throw usageError(
      `shipbob.redirectUri (${redirectUri}) does not lead to this machine.`,
      'Use --no-listen and paste the answer, or register http://127.0.0.1:8976/callback with the app.',
    );
  const settled = Promise.withResolvers<T>();
  // Nobody may be waiting yet when it fails.
  settled.promise.catch(() => {});
  const server = createServer((request, response) => {
    void answerOf(request, address.pathname).then(
      (answer) => settle(answer, read, response, settled),
      () => say(response, 400, 'That cannot be read.'),
    );
  });
  const host = address.hostname.replace(/^\[|\]$/g, '');
  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => failed(portTaken(error, address)));
    server.listen(Number(address.port || '80'), host, listening);
  });
  const limit = setTimeout(() => settled.reject(tooLate(timeLimitMs)), timeLimitMs);
  const close = () => {
    clearTimeout(limit);
    server.close();
    server.closeAllConnections();
  };
  return { answer: settled.promise, close };
}

/** undefined for requests that are no answer at all, e.g. for an icon. */
async function answerOf(request: IncomingMessage, path: string): Promise<URLSearchParams | undefined> {
  const url = new URL(request.url ?? '/', 'http://callback');
  if (url.pathname !== path) return undefined;
  if (request.method === 'GET') return url.searchParams;
  if (request.method !== 'POST') return undefined;
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += String(chunk);
    if (body.length > LARGEST_BODY) throw new Error('too long');
  }
  return new URLSearchParams(body);
}

function settle<T>(
  answer: URLSearchParams | undefined,
  read: (answer: URLSearchParams) => T,
  response: ServerResponse,
  settled: PromiseWithResolvers<T>,
): void {
  if (answer === undefined) {
    say(response, 404, 'There is nothing here.');
    return;
  }
  try {
    const value = read(answer);
    say(response, 200, 'The answer has arrived. You can close this window; the terminal tells how it went.');
    settled.resolve(value);
  } catch (error) {
    const isForeign = error instanceof ConnectorError && error.code === 'WRONG_STATE';
    say(response, 400, isForeign ? 'This answer belongs to another sign-in.' : 'The sign-in was refused.');
    if (!isForeign) settled.reject(error);
  }
}

const say = (response: ServerResponse, status: number, words: string): void => {
  response.writeHead(status, HEADERS).end(`${words}\n`);
};

const portTaken = (error: NodeJS.ErrnoException, { host }: URL): Error =>
  error.code === 'EADDRINUSE' || error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL'
    ? unreachable(`Nothing can listen at ${host} (${error.code}).`, 'End what listens there, or use --no-listen.')
    : error;

export const tooLate = (timeLimitMs: number) =>
  foundWrong(
    `No answer came within ${Math.round(timeLimitMs / 1_000)} s.`,
    'Run it again; --timeout gives more time, --no-listen is for browsers on another machine.',
  );
