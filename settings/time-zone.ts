/**
 * IANA time zones: is it one, and which one was meant. The trap: the runtime also takes offsets such as "+02:00" and
 * abbreviations such as "EST", which know no summer time; a posting date would be wrong for half the year.
 */
import { distance } from 'fastest-levenshtein';
import { IANAZone } from 'luxon';

const ABBREVIATIONS: Record<string, string> = {
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  PT: 'America/Los_Angeles',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  MT: 'America/Denver',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  CT: 'America/Chicago',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  ET: 'America/New_York',
  GMT: 'Europe/London',
  BST: 'Europe/London',
  CET: 'Europe/Berlin',
  CEST: 'Europe/Berlin',
};

/** `Area/City`, or UTC itself. */
export const isTimeZone = (text: string): boolean =>
  text === 'UTC' ||
  (/^[A-Za-z_]+\/[A-Za-z_/+-]+$/.test(text) && !text.startsWith('Etc/') && IANAZone.isValidZone(text));

/** The zone that was probably meant, or undefined. */
export function suggestTimeZone(text: string): string | undefined {
  const abbreviation = ABBREVIATIONS[text.toUpperCase()];
  if (abbreviation !== undefined) return abbreviation;
  const wanted = simple(text);
  const zones = Intl.supportedValuesOf('timeZone').filter(isTimeZone);
  const byCity = zones.find((zone) => simple(zone.split('/').at(-1) ?? '') === wanted);
  return byCity ?? closest(wanted, zones);
}

function closest(wanted: string, zones: string[]): string | undefined {
  const ranked = zones
    .map((zone) => ({ zone, steps: distance(wanted, simple(zone)) }))
    .sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best !== undefined && best.steps <= Math.max(2, wanted.length / 4) ? best.zone : undefined;
}

const simple = (text: string) => text.toLowerCase().replaceAll(/[ _-]/g, '');
