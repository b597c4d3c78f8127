/**
 * Compares goods of two sides that call them by different names. The trap: one name may stand on several lines of either
 * side, so quantities are pooled by goods before they are compared.
 */
import { isPositive, isSame, minus, plus, sum } from '../quantity.ts';
import type { Goods } from './types.ts';

export type GoodsDifference = { name: string; source: string; target: string };

/** Every kind of goods whose quantities differ; goods of the source without any name are matched by what is left over. */
export function goodsDifferences(source: Goods[], target: Goods[]): GoodsDifference[] {
  const pools = poolTargets(target);
  const strangers: Goods[] = [];
  let nameless = '0';
  for (const goods of source) {
    const pool = pools.find((one) => goods.names.some((name) => one.names.has(name)));
    if (pool !== undefined) pool.source = plus(pool.source, goods.quantity);
    else if (goods.names.length === 0) nameless = plus(nameless, goods.quantity);
    else strangers.push(goods);
  }
  const open = pools.map((pool) => ({ ...pool, rest: minus(pool.target, pool.source) }));
  const restOfTargets = sum(open.filter(({ rest }) => isPositive(rest)).map(({ rest }) => rest));
  const hasOnlyNameless = isPositive(nameless) && strangers.length === 0 && isSame(restOfTargets, nameless);
  const differing = open.filter(({ rest }) => !isSame(rest, '0') && !(hasOnlyNameless && isPositive(rest)));
  return [
    ...differing.map((pool) => ({ name: pool.name, source: pool.source, target: pool.target })),
    ...pooled(strangers).map(({ name, quantity }) => ({ name, source: quantity, target: '0' })),
    ...(isPositive(nameless) && !hasOnlyNameless ? [{ name: 'goods without SKU', source: nameless, target: '0' }] : []),
  ];
}

type Pool = { name: string; names: Set<string>; target: string; source: string };

function poolTargets(target: Goods[]): Pool[] {
  const pools: Pool[] = [];
  for (const { names, quantity } of target) {
    const known = pools.find((pool) => names.some((name) => pool.names.has(name)));
    if (known === undefined) {
      pools.push({ name: names[0] ?? '?', names: new Set(names), target: quantity, source: '0' });
    } else {
      known.target = plus(known.target, quantity);
      for (const name of names) known.names.add(name);
    }
  }
  return pools;
}

function pooled(goods: Goods[]): { name: string; quantity: string }[] {
  const byName = new Map<string, string>();
  for (const { names, quantity } of goods) {
    const name = names[0] ?? '?';
    byName.set(name, plus(byName.get(name) ?? '0', quantity));
  }
  return [...byName].filter(([, quantity]) => isPositive(quantity)).map(([name, quantity]) => ({ name, quantity }));
}
