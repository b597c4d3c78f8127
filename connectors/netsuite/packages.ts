/**
 * Packages of a fulfilment: four sublists with fields of the same meaning and different names.
 * The trap: FedEx fields end in `FedEx` with a capital E though the sublist is `packageFedex`, and have no description.
 */
import Big from 'big.js';
import { z } from 'zod';
import type { Session } from './session.ts';
import { readSublist, sublistSchema } from './sublist.ts';
import type { FulfillmentPackage, PackageSublist } from './types.ts';
import { decimal, exactNumber, present, text } from './values.ts';

type Names = { description?: string; trackingNumber: string; weight: string };

const NAMES: Record<PackageSublist, Names> = {
  package: { description: 'packageDescr', trackingNumber: 'packageTrackingNumber', weight: 'packageWeight' },
  packageUps: {
    description: 'packageDescrUps',
    trackingNumber: 'packageTrackingNumberUps',
    weight: 'packageWeightUps',
  },
  packageFedex: { trackingNumber: 'packageTrackingNumberFedEx', weight: 'packageWeightFedEx' },
  packageUsps: {
    description: 'packageDescrUsps',
    trackingNumber: 'packageTrackingNumberUsps',
    weight: 'packageWeightUsps',
  },
};
const SUBLISTS = ['package', 'packageUps', 'packageFedex', 'packageUsps'] as const;

export const packageSublists = {
  package: sublistSchema,
  packageUps: sublistSchema,
  packageFedex: sublistSchema,
  packageUsps: sublistSchema,
};
const packageLists = z.object(packageSublists);

/** The sublist as it is posted; undefined where there is nothing to post. */
export function packageBody(sublist: PackageSublist, packages: FulfillmentPackage[]) {
  const names = NAMES[sublist];
  const items = packages.map((one) => {
    const weight = one.weight !== undefined && isPositive(one.weight) ? one.weight : undefined;
    return {
      ...(names.description === undefined || one.description === undefined
        ? {}
        : { [names.description]: one.description }),
      ...(one.trackingNumber === undefined ? {} : { [names.trackingNumber]: one.trackingNumber }),
      // NetSuite refuses a weight of zero; without one it is left to the account's own rule.
      ...(weight === undefined ? {} : { [names.weight]: exactNumber(weight, 'Package weight') }),
    };
  });
  return { [sublist]: { items: items.filter((item) => Object.keys(item).length > 0) } };
}

function isPositive(weight: string): boolean {
  return /^\d+(\.\d+)?$/.test(weight) ? Big(weight).gt(0) : true;
}

/** Packages of whichever sublist holds them, and its name. */
export async function readPackages(
  session: Session,
  path: string,
  record: z.output<typeof packageLists>,
): Promise<{ packages: FulfillmentPackage[]; packageSublist?: PackageSublist }> {
  for (const sublist of SUBLISTS) {
    const lines = await readSublist(session, `${path}/${sublist}`, record[sublist]);
    if (lines.length > 0)
      return { packages: lines.map((line) => toPackage(line, NAMES[sublist])), packageSublist: sublist };
  }
  return { packages: [] };
}

function toPackage(line: Record<string, unknown>, names: Names): FulfillmentPackage {
  return present({
    description: names.description === undefined ? undefined : text.safeParse(line[names.description]).data,
    trackingNumber: text.safeParse(line[names.trackingNumber]).data,
    weight: decimal.safeParse(line[names.weight]).data,
  });
}
