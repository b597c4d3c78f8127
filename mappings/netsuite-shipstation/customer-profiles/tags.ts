/**
 * Tags that a profile puts on an order, by tables of the settings. The trap: a tag that a person took off is not put back,
 * and one that was there before us is never taken off.
 */
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';
import type { Profile, ProfileInput, ProfileProblem, Tag, Written } from './types.ts';

export type TagPlan = { add: Tag[]; remove: Tag[]; kept: string[]; after: string[]; problems: ProfileProblem[] };

/** True when the settings name any tag; else the account's list need not be read. */
export const namesTags = ({ tags }: CustomerProfilesSettings): boolean =>
  Object.values(tags).some((table) => Object.keys(table ?? {}).length > 0);

export function planTags(input: ProfileInput, profile: Profile, written: Written): TagPlan {
  const { order, settings, tags } = input;
  const names = wantedNames(profile, settings);
  const found = names.map((name) => ({ name, tag: tags.find((tag) => isSame(tag.name, name)) }));
  const wanted = found.flatMap(({ tag }) => (tag === undefined ? [] : [tag]));
  const missing = found.filter(({ tag }) => tag === undefined).map(({ name }) => name);
  const ours = written.tags.filter((id) => order.tagIds.includes(id));
  const takenOff = wanted.filter(({ tagId }) => written.tags.includes(tagId) && !order.tagIds.includes(tagId));
  const add = wanted.filter((tag) => !order.tagIds.includes(tag.tagId) && !takenOff.includes(tag));
  const stale = ours.filter((id) => !wanted.some(({ tagId }) => tagId === id));
  const remove = stale.map((tagId) => tags.find((tag) => tag.tagId === tagId) ?? { tagId, name: tagId });
  const left = written.tags.filter((id) => !stale.includes(id));
  return {
    add,
    remove,
    kept: takenOff.length === 0 ? [] : ['tags'],
    after: [...new Set([...left, ...add.map(({ tagId }) => tagId)])],
    problems: missing.map((name) => ({
      cause: 'tag-missing',
      reason: `ShipStation has no tag "${name}", which the settings name; create it there (the API cannot)`,
    })),
  };
}

function wantedNames(profile: Profile, { tags }: CustomerProfilesSettings): string[] {
  const names = (['category', 'terms', 'reseller'] as const).flatMap((field) => {
    const value = profile[field];
    const entry = Object.entries(tags[field] ?? {}).find(([key]) => value !== undefined && isSame(key, value));
    return entry === undefined ? [] : [entry[1]];
  });
  return [...new Set(names)];
}

const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
