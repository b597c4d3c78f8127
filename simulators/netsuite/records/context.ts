// What a single request says about how it wants to be treated.
// Trap: property-name checking is a warning unless the client asks for errors; typos then vanish silently.
import type { World } from '../world.ts';

export type NameValidation = 'error' | 'warning' | 'ignore';

export interface WriteContext {
  world: World;
  nameValidation: NameValidation;
  /** Names of properties which were dropped. */
  warnings: string[];
}

/** A context for the simulator's own writes (seeds): a typo is an error. */
export function strictContext(world: World): WriteContext {
  return { world, nameValidation: 'error', warnings: [] };
}
