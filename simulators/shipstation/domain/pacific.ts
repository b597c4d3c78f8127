// Pacific wall time, the zone of every ShipStation V1 date-time. Kept free of date libraries because lists format
// thousands of values. Trap: 01:30 in November happens twice and 02:30 in March never; see `pacificToUtc`.

const HOUR = 3_600_000;
const probe = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Los_Angeles', hourCycle: 'h23', hour: 'numeric' });

interface YearRule {
  /** Instants between which the clock is at UTC-7. */
  from: number;
  to: number;
}
const years = new Map<number, YearRule>();

function hoursBehind(utcMs: number): number {
  const localHour = Number(probe.format(utcMs));
  return (new Date(utcMs).getUTCHours() - localHour + 24) % 24;
}

/** First full hour of the year's half at which the offset is `behind`; found by halving, since it changes once. */
function firstHourWith(behind: number, low: number, high: number): number {
  let [a, b] = [low, high];
  while (b - a > HOUR) {
    const middle = a + Math.floor((b - a) / HOUR / 2) * HOUR;
    if (hoursBehind(middle) === behind) b = middle;
    else a = middle;
  }
  return b;
}

function ruleOf(year: number): YearRule {
  const known = years.get(year);
  if (known) return known;
  const midsummer = Date.UTC(year, 6, 1);
  const rule = {
    from: firstHourWith(7, Date.UTC(year, 0, 2), midsummer),
    to: firstHourWith(8, midsummer, Date.UTC(year, 11, 20)),
  };
  years.set(year, rule);
  return rule;
}

/** The Pacific offset at an instant, in ms to add to UTC (negative). */
function offsetMs(utcMs: number): number {
  const rule = ruleOf(new Date(utcMs).getUTCFullYear());
  return utcMs >= rule.from && utcMs < rule.to ? -7 * HOUR : -8 * HOUR;
}

const wallIso = (utcMs: number) => new Date(utcMs + offsetMs(utcMs)).toISOString();

/** `2024-09-17T10:51:14.5030000`: the usual V1 form. */
export const v1DateTime = (utcMs: number) => `${wallIso(utcMs).slice(0, 23)}0000`;

/** `2024-03-19T08:09:13.9`: item rows drop trailing zeros of the fraction. */
export const v1TrimmedDateTime = (utcMs: number) =>
  wallIso(utcMs)
    .slice(0, 23)
    .replace(/\.?0+$/, '');

/** The Pacific calendar day of an instant, `2024-09-17`. */
export const pacificDay = (utcMs: number) => wallIso(utcMs).slice(0, 10);

/** The instant at which a Pacific calendar day (`yyyy-mm-dd`) begins. */
export const pacificMidnight = (day: string) => pacificToUtc(Date.parse(`${day}T00:00:00Z`));

/** Wall time (as if it were UTC ms) to the instant: the first of two, or moved forward out of the spring gap. */
export function pacificToUtc(wallMs: number): number {
  const asDaylight = wallMs + 7 * HOUR;
  if (offsetMs(asDaylight) === -7 * HOUR) return asDaylight;
  return wallMs + 8 * HOUR;
}

const FORM = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?$/;
const OFFSET = /(?:[zZ]|[+-]\d{2}:?\d{2})$/;

/** True for a date-time that carries a zone, which V1 has no place for. */
export const hasOffset = (text: string) => /\d[T ]\d/.test(text) && OFFSET.test(text.slice(10));

/** Reads a V1 date or date-time as Pacific wall time; undefined when it is not one. A zone is refused when strict. */
export function parseV1Date(text: string, strict: boolean): number | undefined {
  if (hasOffset(text)) {
    const instant = strict ? Number.NaN : Date.parse(text.replace(' ', 'T'));
    return Number.isNaN(instant) ? undefined : instant;
  }
  const m = FORM.exec(text);
  if (!m) return undefined;
  const [year, month, day, hour, minute, second] = [m[1], m[2], m[3], m[4], m[5], m[6]].map((x) => Number(x ?? 0));
  const fraction = Number((m[7] ?? '').padEnd(3, '0').slice(0, 3));
  const wall = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, fraction);
  const back = new Date(wall);
  if (back.getUTCMonth() + 1 !== month || back.getUTCDate() !== day || back.getUTCHours() !== hour) return undefined;
  return pacificToUtc(wall);
}
