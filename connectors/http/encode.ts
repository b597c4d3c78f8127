/**
 * Percent-encoding by RFC 3986, the one that OAuth 1.0a signs.
 * The trap: encodeURIComponent leaves `!'()*` alone, and form encoding writes a space as `+`.
 */

export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `?a=b&c=d`, or the empty text when there is nothing to send. */
export function queryString(query: Record<string, string> | undefined): string {
  const pairs = Object.entries(query ?? {}).map(([key, value]) => `${encode(key)}=${encode(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
