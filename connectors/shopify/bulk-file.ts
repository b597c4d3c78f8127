/**
 * Reads the file of a bulk export as a stream of JSON lines, with limits on size, line length and time.
 * The trap: a file that breaks off looks like a shorter file; the last line must be whole and the connection must end well.
 */
import got, { RequestError } from 'got';
import { ConnectorError, type FailureType } from '../http/errors.ts';

export type BulkFileOptions = {
  maxBytes: number /** The connection's own address. */;
  baseUrl: string;
  idleMs?: number;
};

const MAX_LINE_BYTES = 16 * 1024 * 1024;
const IDLE_MS = 60_000;
const CONNECT_MS = 10_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Rows in the file's order. Throws `Invalid` over the limits, `NotFound` for an address that has ended. */
export async function* readBulkFile(url: string, options: BulkFileOptions): AsyncGenerator<Record<string, unknown>> {
  const target = allowed(url, options.baseUrl);
  const idleMs = options.idleMs ?? IDLE_MS;
  const stream = got.stream(target, {
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    headers: { 'user-agent': 'ml-connector' },
    timeout: { lookup: CONNECT_MS, connect: CONNECT_MS, secureConnect: CONNECT_MS, response: idleMs, socket: idleMs },
  });
  let status: number | undefined;
  stream.on('response', (response: { statusCode: number }) => {
    status = response.statusCode;
  });
  try {
    let read = 0;
    let rest = Buffer.alloc(0);
    for await (const chunk of stream) {
      if (status !== 200) throw refused(status);
      const bytes = Buffer.from(chunk);
      read += bytes.length;
      if (read > options.maxBytes)
        throw fail('Invalid', 'TOO_LARGE', `the file is larger than ${options.maxBytes} bytes`);
      const parts = splitLines(Buffer.concat([rest, bytes]));
      rest = parts.rest;
      if (rest.length > MAX_LINE_BYTES)
        throw fail('Invalid', 'TOO_LARGE', `a line is longer than ${MAX_LINE_BYTES} bytes`);
      for (const line of parts.lines) yield rowOf(line);
    }
    if (status !== 200) throw refused(status);
    if (rest.toString('utf8').trim() !== '') yield rowOf(rest.toString('utf8'));
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    const code = error instanceof RequestError ? error.code : 'BROKEN_OFF';
    throw fail('Unavailable', code, `the file broke off (${code})`);
  } finally {
    stream.destroy();
  }
}

function splitLines(bytes: Buffer): { lines: string[]; rest: Buffer<ArrayBuffer> } {
  const end = bytes.lastIndexOf(0x0a);
  if (end < 0) return { lines: [], rest: Buffer.from(bytes) };
  const lines = bytes.subarray(0, end).toString('utf8').split('\n');
  return { lines: lines.filter((line) => line.trim() !== ''), rest: Buffer.from(bytes.subarray(end + 1)) };
}

function rowOf(line: string): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row === 'object' && row !== null) return { ...row };
  } catch {
    // told below
  }
  throw fail('Unavailable', 'BROKEN_OFF', 'a line of the file is not whole');
}

/** https, or plain http to this machine where the connection itself goes there (a simulator). */
function allowed(url: string, baseUrl: string): URL {
  if (!URL.canParse(url)) throw fail('Config', 'BAD_URL', 'the address of the file is none');
  const target = new URL(url);
  const isLocal = (one: URL) => one.protocol === 'http:' && LOOPBACK.test(one.hostname);
  const isPlain = target.username === '' && target.password === '';
  if (isPlain && target.protocol === 'https:') return target;
  if (isPlain && isLocal(target) && isLocal(new URL(baseUrl))) return target;
  throw fail('Config', 'BAD_URL', `the file lies at ${target.protocol}//${target.hostname}, which is not https`);
}

function refused(status: number | undefined): ConnectorError {
  const hasEnded = status === 403 || status === 404 || status === 410;
  if (hasEnded)
    return fail('NotFound', `HTTP_${status}`, 'the address of the file has ended; ask for the operation again');
  return fail('Unavailable', `HTTP_${status ?? 0}`, `no file came (HTTP ${status ?? 'nothing'})`);
}

const fail = (type: FailureType, code: string, words: string) =>
  new ConnectorError({ type, system: 'shopify', code, message: `Shopify bulk export: ${words}` });
