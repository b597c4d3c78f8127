/**
 * Custom fields as short texts: a template such as `reseller:{reseller};terms:{terms}` filled from a profile.
 * The trap: a text that is cut in its middle is a wrong text, so pieces between semicolons are kept or left out whole.
 */
import type { Profile } from './types.ts';

const MOST_IN_CHAIN = 10;

/** `;` parts the pieces and `>` the levels of the chain, so values hold neither. */
const clean = (value: string): string =>
  value
    .replace(/[;>\s]+/g, ' ')
    .replace(/[{}]/g, '')
    .trim();

function valuesOf(profile: Profile): Record<string, string> {
  const {
    accountNumber = '',
    externalId = '',
    company = '',
    chain,
    reseller = '',
    terms = '',
    category = '',
  } = profile;
  const levels = chain.slice(0, MOST_IN_CHAIN).map(clean);
  return {
    accountNumber: clean(accountNumber),
    externalId: clean(externalId),
    company: clean(company),
    parent: levels[0] ?? '',
    chain: levels.filter((level) => level !== '').join('>'),
    top: levels.at(-1) ?? '',
    reseller: clean(reseller),
    terms: clean(terms),
    category: clean(category),
  };
}

/** Fills a template; a piece one of whose values is missing, and one that no longer fits, is left out. */
export function encode(template: string, profile: Profile, mostLength: number): string {
  const values = valuesOf(profile);
  let text = '';
  for (const piece of template.split(';')) {
    const filled = fill(piece, values);
    if (filled === undefined) continue;
    const longer = text === '' ? filled : `${text};${filled}`;
    if (longer.length <= mostLength) text = longer;
  }
  return text;
}

function fill(piece: string, values: Record<string, string>): string | undefined {
  const names = [...piece.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  if (names.some((name) => (values[name] ?? '') === '')) return undefined;
  const filled = piece.replace(/\{([^{}]*)\}/g, (_whole, name: string) => values[name] ?? '').trim();
  return filled === '' ? undefined : filled;
}
