/** JSON over HTTP to a simulator's control API. The trap: its refusals are bugs of the script, so they are thrown whole. */

export type Control = {
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>;
};

/** `base` is the address of the control API, e.g. http://127.0.0.1:4020/__sim. */
export function controlAt(base: string): Control {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${base}${path}`, { method, headers, ...text });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${base}${path}: ${response.status} ${answer.slice(0, 500)}`);
    return (answer === '' ? undefined : JSON.parse(answer)) as T;
  };
  return { get: (path) => call('GET', path), send: call };
}

/** True when the address answers with a good status. */
export async function answers(url: string): Promise<true | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.arrayBuffer();
  return response.ok ? true : undefined;
}
