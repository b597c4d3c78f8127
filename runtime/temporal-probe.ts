/**
 * Asks, over plain HTTP/2, whether a Temporal server answers at a local port, and finds free ports.
 * The trap: a gRPC channel that cannot connect goes on trying after it was closed, so it is no good for asking often.
 */
import { connect as connectHttp2 } from 'node:http2';
import { connect, createServer } from 'node:net';

const HOST = '127.0.0.1';
const SERVICE = '/temporal.api.workflowservice.v1.WorkflowService';
/** An empty message: not compressed, length 0. */
const EMPTY_MESSAGE = Buffer.alloc(5);
const GRPC_OK = '0';
const GRPC_NOT_FOUND = '5';

/** `fine`: gRPC statuses that say that it lives. */
type Question = { method: string; message: Buffer; fine: readonly string[]; limitMs: number };

/** Resolves when a Temporal server answers at host:port; rejects with the reason within `limitMs`. */
export const askTemporal = (address: string, limitMs = 1000): Promise<void> =>
  ask(address, { method: 'GetSystemInfo', message: EMPTY_MESSAGE, fine: [GRPC_OK], limitMs });

/**
 * Whether the server reads its database: one whose SQLite file is stuck still answers for itself, but knows of no workflow,
 * not even that there is none of this name.
 */
export async function readsHistories(address: string, namespace: string, limitMs: number): Promise<boolean> {
  // CommonJS: outside the tests only its default export is there.
  const { temporal } = (await import('@temporalio/proto')).default;
  const { DescribeWorkflowExecutionRequest } = temporal.api.workflowservice.v1;
  const execution = { workflowId: 'ml-connector-probe' };
  const body = DescribeWorkflowExecutionRequest.encode({ namespace, execution }).finish();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  const message = Buffer.concat([head, body]);
  const question = { method: 'DescribeWorkflowExecution', message, fine: [GRPC_OK, GRPC_NOT_FOUND], limitMs };
  return ask(address, question).then(
    () => true,
    () => false,
  );
}

function ask(address: string, { method, message, fine, limitMs }: Question): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const session = connectHttp2(`http://${address}`);
    const timer = setTimeout(() => finish(new Error('it does not answer as a Temporal server')), limitMs);
    const finish = (problem?: Error) => {
      clearTimeout(timer);
      session.destroy();
      if (problem === undefined) resolve();
      else reject(problem);
    };
    session.on('error', finish);
    const call = session.request({
      ':method': 'POST',
      ':path': `${SERVICE}/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const judge = (headers: Record<string, unknown>) => {
      const status = headers['grpc-status'];
      if (status !== undefined) finish(fine.includes(String(status)) ? undefined : new Error(`gRPC status ${status}`));
    };
    call.on('error', finish);
    call.on('response', judge);
    call.on('trailers', judge);
    call.resume();
    call.end(message);
  });
}

/** Rejects with EADDRINUSE when something listens at this port of the loopback address already. */
export function tryPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port, host: HOST, exclusive: true }, () => probe.close(() => resolve()));
  });
}

/**
 * A port of this machine that is free and stays so for a while: a connection that the listening side closed first
 * keeps Linux from giving the port to the next one who asks for any.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.resume().end();
    });
    listener.once('error', reject);
    listener.listen({ port: 0, host: HOST, exclusive: true }, () => {
      const bound = listener.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
      const visitor = connect(port, HOST).on('error', reject);
      visitor.resume().on('close', () => listener.close(() => resolve(port)));
    });
  });
}
