// A request and its answer inside the simulator, free of the web framework.
// Trap: `base` is taken from the Host header, as all links and locations are absolute.

export interface SimRequest {
  method: string;
  /** Path without the query. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | undefined>>;
  body: unknown;
  base: string;
}

export interface SimResponse {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

const RECORD_TYPE = 'application/vnd.oracle.resource+json';

export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  type = 'singular',
): SimResponse {
  return { status, body, headers: { 'content-type': `${RECORD_TYPE}; type=${type}`, ...headers } };
}

export function noContent(headers: Record<string, string>): SimResponse {
  return { status: 204, body: undefined, headers };
}

/** Values of a Prefer header, lower case. */
export function preferences(request: SimRequest): string[] {
  return (request.headers.prefer ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim());
}
