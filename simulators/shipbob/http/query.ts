// Reads query parameters as the vendor does: names in any case, lists by comma, unknown names ignored.
// Trap: a value that cannot be read is ignored too (and noted), so a wrong date filter returns everything.

export interface Query {
  text(name: string): string | undefined;
  /** The value before decoding, for parameters that must not be escaped. */
  raw(name: string): string | undefined;
  list(name: string): string[] | undefined;
  ints(name: string): number[] | undefined;
  int(name: string, fallback: number): number;
  bool(name: string): boolean | undefined;
  /** Epoch ms. */
  date(name: string): number | undefined;
  /** Names as sent. */
  names(): string[];
  all(): Record<string, string>;
}

/** Parses a query string; `note` hears of values that cannot be read. */
export function readQuery(search: string, note: (problem: string) => void): Query {
  const values = new Map<string, string>();
  const raws = new Map<string, string>();
  const names: string[] = [];
  for (const part of search.split('&').filter((text) => text !== '')) {
    const [rawName = '', ...rest] = part.split('=');
    const name = decodeURIComponent(rawName);
    const raw = rest.join('=');
    const value = decodeURIComponent(raw.replaceAll('+', ' '));
    const key = name.toLowerCase();
    names.push(name);
    values.set(key, values.has(key) ? `${values.get(key)},${value}` : value);
    raws.set(key, raw);
  }
  const text = (name: string) => {
    const value = values.get(name.toLowerCase());
    return value === undefined || value === '' ? undefined : value;
  };
  const read = <T>(name: string, parse: (value: string) => T | undefined): T | undefined => {
    const value = text(name);
    const parsed = value === undefined ? undefined : parse(value);
    if (value !== undefined && parsed === undefined) note(`query ${name}=${value} cannot be read`);
    return parsed;
  };
  const whole = (value: string) => (/^-?\d+$/.test(value.trim()) ? Number(value) : undefined);
  const list = (name: string) =>
    text(name)
      ?.split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  return {
    text,
    raw: (name) => raws.get(name.toLowerCase()),
    list,
    ints: (name) => {
      const all = list(name)?.map(whole);
      if (all?.includes(undefined)) note(`query ${name} has entries that are no numbers`);
      return all?.flatMap((one) => one ?? []);
    },
    int: (name, fallback) => read(name, whole) ?? fallback,
    bool: (name) => read(name, (value) => ({ true: true, false: false })[value.toLowerCase()]),
    date: (name) => read(name, (value) => (Number.isNaN(Date.parse(value)) ? undefined : Date.parse(value))),
    names: () => names,
    all: () => Object.fromEntries(values),
  };
}
