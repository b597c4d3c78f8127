// Which package list a fulfilment may carry: the one of its ship method's integrated carrier, else the plain one.
// Trap: the wrong list is usually dropped without a word, and the tracking number with it.
import { missingValue, staticSublist } from '../ns-error.ts';
import { asText, listOf, type Rec, spaceMap, type World } from '../world.ts';

const LISTS: Readonly<Record<string, string>> = { ups: 'packageUps', fedex: 'packageFedex', usps: 'packageUsps' };
const PACKAGE_LISTS: readonly string[] = ['package', ...Object.values(LISTS)];

const WEIGHT_FIELDS: Readonly<Record<string, string>> = {
  package: 'packageWeight',
  packageUps: 'packageWeightUps',
  packageFedex: 'packageWeightFedEx',
  packageUsps: 'packageWeightUsps',
};

/** The package list that belongs to a ship method. */
function packageListOf(world: World, shipMethod: string | undefined): string {
  const carrier =
    shipMethod === undefined ? undefined : spaceMap(world, 'shipItem').get(shipMethod)?.body.integratedCarrier;
  return (typeof carrier === 'string' ? LISTS[carrier.toLowerCase()] : undefined) ?? 'package';
}

/** Drops or refuses the wrong lists, numbers the packages and asks for weights. */
export function checkPackages(world: World, draft: Rec): void {
  const allowed = packageListOf(world, asText(draft.body.shipMethod));
  for (const name of PACKAGE_LISTS) {
    const lines = listOf(draft, name);
    if (lines.length === 0) continue;
    if (name !== allowed) {
      if (world.switches.wrongPackageSublist === 'refuse') throw staticSublist(name);
      delete draft.lists[name];
      continue;
    }
    const weight = WEIGHT_FIELDS[name] ?? 'packageWeight';
    for (const [index, line] of lines.entries()) {
      line.line = index + 1;
      const value = line[weight];
      if (world.switches.requirePackageWeight && !(typeof value === 'number' && value > 0))
        throw missingValue('Package Weight');
    }
  }
}
