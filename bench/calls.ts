/**
 * Calls between the bench and its child processes over Node's IPC channel: one method name, one argument, one answer.
 * The trap: a child that ends leaves calls unanswered, so they are all refused at its exit.
 */
import type { ChildProcess } from 'node:child_process';

type Method = (argument: never) => unknown;
export type Methods = Record<string, Method>;
export type Remote<M extends Methods> = {
  [K in keyof M]: (...argument: Parameters<M[K]>) => Promise<Awaited<ReturnType<M[K]>>>;
};
type Question = { id: number; name: string; argument: never };
type Answer = { id: number; result?: unknown; problem?: string };

/** In the child: answers calls until the parent goes away. */
export function answerCalls(methods: Methods): void {
  const send = (answer: Answer) => process.send?.(answer);
  process.on('message', async ({ id, name, argument }: Question) => {
    try {
      send({ id, result: await methods[name]?.(argument) });
    } catch (error) {
      send({ id, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
}

/** In the parent: the child's methods, each answering a promise. */
export function callsTo<M extends Methods>(child: ChildProcess): Remote<M> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  child.on('message', ({ id, result, problem }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (problem === undefined) call?.resolve(result);
    else call?.reject(new Error(problem));
  });
  child.once('exit', (code, signal) => {
    for (const call of waiting.values()) call.reject(new Error(`the process ended (${signal ?? code})`));
  });
  const ask = (name: string, argument: unknown): Promise<unknown> => {
    const call = Promise.withResolvers<unknown>();
    last += 1;
    waiting.set(last, call);
    child.send({ id: last, name, argument });
    return call.promise;
  };
  return new Proxy({} as Remote<M>, {
    get: (_target, name) => (argument: unknown) => ask(String(name), argument),
  });
}
