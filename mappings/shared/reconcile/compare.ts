/**
 * Compares what both systems hold under one key, and names each difference. Pure; the streams say what goods are equal.
 * The trap: only a group that has a row inside the range is judged; rows of the margin are there so that a pair which
 * straddles an edge is seen whole.
 */
import { isSame, sum } from '../quantity.ts';
import { type GoodsDifference, goodsDifferences } from './goods.ts';
import type { Cause, Difference, Finding, Goods, Group, JudgedRow } from './types.ts';

/** How the two sides are called, and how their goods are made comparable. */
export type CompareRules = {
  source: string;
  target: string;
  /** e.g. `item fulfilment`. */
  thing: string;
  /** False where starting a record again mends nothing; true by default. */
  heals?: boolean;
  /** True where the target may hold what the source has nothing to do with. */
  leavesOrphans?: boolean;
  /** By what a row without our name is known again; `same tracking number` where nothing else is said. */
  alike?: string;
  /** Both sides' goods in the same names (aliases, kits, what is not goods). */
  align?(source: Goods[], target: Goods[]): { source: Goods[]; target: Goods[] };
};

const EXPLAINED: ReadonlySet<Cause> = new Set([
  'waiting',
  'skipped',
  'settled',
  'moved',
  'made-by-hand',
  'nothing-to-post',
]);
const HEALABLE: ReadonlySet<Difference> = new Set(['missing', 'lost-void', 'wrong-quantity', 'tracking-differs']);

export const isExplained = (cause: Cause): boolean => EXPLAINED.has(cause);
export const isHealable = (what: Difference): boolean => HEALABLE.has(what);

/** Empty = both sides agree, or nothing of it lies in the range. */
export function compareGroup(group: Group, rules: CompareRules): Finding[] {
  const found = compare(group, rules);
  return rules.heals === false ? found.map((one) => ({ ...one, healable: false })) : found;
}

function compare(group: Group, rules: CompareRules): Finding[] {
  if (![...group.sources, ...group.targets].some((row) => row.judged)) return [];
  const [source] = group.sources;
  if (source === undefined) return compareOrphans(group, rules);
  if (source.facts.voided === true) return compareVoided(group, source, rules);
  if (group.targets.length === 0) return compareUnposted(group, source, rules);
  return [...comparePosted(group, source, rules), ...comparePostedTwice(group, source, rules)];
}

/** On the target's side only. */
function compareOrphans(group: Group, rules: CompareRules): Finding[] {
  if (rules.leavesOrphans === true) return [];
  return group.targets.flatMap((target): Finding[] => {
    if (target.facts.ours !== true) {
      // It is told beside the source row that it stands for.
      if (group.alike.length > 0) return [];
      return [
        finding(
          group,
          'made-by-hand',
          { target },
          `${target.facts.label} was made by hand; nothing in ${rules.source} names it`,
        ),
      ];
    }
    const reason = `${target.facts.label} bears our name ${target.key}, and ${rules.source} shows no such thing; look there whether it was deleted, then delete ${target.facts.label} or keep it`;
    return [finding(group, 'no-source', { target }, reason)];
  });
}

function compareVoided(group: Group, source: JudgedRow, rules: CompareRules): Finding[] {
  if (group.targets.length === 0) return [];
  const reason = `${source.facts.label} was voided, and its ${rules.thing} ${labels(group.targets)} is still in ${rules.target}`;
  return [finding(group, 'lost-void', { source, targets: group.targets }, reason)];
}

function compareUnposted(group: Group, source: JudgedRow, rules: CompareRules): Finding[] {
  const { label, nothingFollows, goods } = source.facts;
  if (nothingFollows === true) {
    return [finding(group, 'nothing-to-post', { source }, `${label} belongs to no order, so nothing follows from it`)];
  }
  const byHand = group.alike.filter((row) => row.facts.ours !== true);
  if (byHand.length > 0) {
    const reason = `${label} was posted by hand as ${labels(byHand)} (${alikeBy(rules)})`;
    return [finding(group, 'made-by-hand', { source, targets: byHand }, reason)];
  }
  const isEmpty =
    goods !== undefined && aligned(rules, goods, []).source.every(({ quantity }) => isSame(quantity, '0'));
  if (isEmpty) return [];
  return [finding(group, 'missing', { source }, `${label} has no ${rules.thing} in ${rules.target}`)];
}

function comparePosted(group: Group, source: JudgedRow, rules: CompareRules): Finding[] {
  const sides = { source, targets: group.targets };
  const names = `${source.facts.label} and ${labels(group.targets)}`;
  const found: Finding[] = [];
  const goods = goodsOf(source, group.targets, rules);
  if (goods.length > 0) {
    const words = goods.map((one) => `${one.name}: ${one.source} in ${rules.source}, ${one.target} in ${rules.target}`);
    found.push(finding(group, 'wrong-quantity', sides, `${names} differ: ${words.join('; ')}`));
  }
  const lost = lostTracking(source, group.targets);
  if (lost.length > 0) {
    const has = group.targets.flatMap((row) => row.facts.tracking ?? []);
    const reason = `tracking number ${lost.join(', ')} of ${source.facts.label} is not on ${labels(group.targets)} (${has.join(', ') || 'none there'})`;
    found.push(finding(group, 'tracking-differs', sides, reason));
  }
  const money = amountDifferences(source, group.targets);
  if (money.length > 0) {
    const words = money.map((one) => `${one.name}: ${one.source} in ${rules.source}, ${one.target} in ${rules.target}`);
    found.push(finding(group, 'amount-differs', sides, `${names} differ: ${words.join('; ')}`));
  }
  return found;
}

function comparePostedTwice(group: Group, source: JudgedRow, rules: CompareRules): Finding[] {
  const byHand = group.alike.filter((row) => row.facts.ours !== true);
  if (byHand.length === 0) return [];
  const reason = `${source.facts.label} is in ${rules.target} twice: as ${labels(group.targets)} and, made by hand with the ${alikeBy(rules)}, as ${labels(byHand)}; delete one of them`;
  return [finding(group, 'posted-twice', { source, targets: [...group.targets, ...byHand] }, reason)];
}

function goodsOf(source: JudgedRow, targets: JudgedRow[], rules: CompareRules): GoodsDifference[] {
  const known = targets.map((row) => row.facts.goods);
  if (source.facts.goods === undefined || known.some((goods) => goods === undefined)) return [];
  const both = aligned(
    rules,
    source.facts.goods,
    known.flatMap((goods) => goods ?? []),
  );
  return goodsDifferences(both.source, both.target);
}

const aligned = (rules: CompareRules, source: Goods[], target: Goods[]) =>
  rules.align === undefined ? { source, target } : rules.align(source, target);

/** Numbers of the source that no target has; none where a target does not tell its numbers. */
function lostTracking(source: JudgedRow, targets: JudgedRow[]): string[] {
  if (targets.some((row) => row.facts.tracking === undefined)) return [];
  const held = new Set(targets.flatMap((row) => row.facts.tracking ?? []).map(plain));
  return (source.facts.tracking ?? []).filter((number) => !held.has(plain(number)));
}

const plain = (text: string): string => text.replaceAll(/\s/g, '').toUpperCase();

/** What all rows of the target say together; an amount that one of them does not tell is not compared. */
function amountDifferences(source: JudgedRow, targets: JudgedRow[]): GoodsDifference[] {
  return Object.entries(source.facts.amounts ?? {}).flatMap(([name, amount]) => {
    const told = targets.map((row) => row.facts.amounts?.[name]);
    const held = told.filter((one) => one !== undefined);
    if (held.length < told.length || isSame(amount, sum(held))) return [];
    return [{ name, source: amount, target: sum(held) }];
  });
}

const alikeBy = (rules: CompareRules): string => rules.alike ?? 'same tracking number';

const labels = (rows: JudgedRow[]): string => rows.map((row) => row.facts.label).join(', ');

type Sides = { source?: JudgedRow; target?: JudgedRow; targets?: JudgedRow[] };

function finding(group: Group, what: Difference, sides: Sides, reason: string): Finding {
  const { source, target, targets = [] } = sides;
  const rows = [...(source === undefined ? [] : [source]), ...(target === undefined ? [] : [target]), ...targets];
  const recordKey = rows.find((row) => row.recordKey !== undefined)?.recordKey;
  const order = rows.find((row) => row.facts.order !== undefined)?.facts.order;
  const held = target === undefined ? targets : [target];
  return {
    // Rows made by hand have no name in common with anything, so each is its own finding.
    key: group.key,
    what,
    cause: what,
    explained: isExplained(what),
    healable: isHealable(what) && recordKey !== undefined,
    ...(recordKey === undefined ? {} : { recordKey }),
    ...(order === undefined ? {} : { order }),
    ...(source === undefined ? {} : { source: source.facts.label }),
    ...(held.length === 0 ? {} : { target: labels(held) }),
    reason,
  };
}
