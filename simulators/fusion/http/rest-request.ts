// One REST request as the layers below see it, from HTTP or from a part of a batch, and what comes back.
// Trap: `path` starts behind the version and is already decoded per segment.
import type { Item, Json } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import type { Base } from '../schema/index.ts';
import type { RenderContext } from './render.ts';
import type { Call } from './resource.ts';

export interface RestRequest {
  world: World;
  method: string;
  base: Base;
  segments: readonly string[];
  query: Map<string, string>;
  body: unknown;
  version: number;
  /** Start of links up to the version. */
  root: string;
  ifMatch: string | null;
  ifNoneMatch: string | null;
  upsert: boolean;
  note(problem: string): void;
}

export interface RestAnswer {
  status: number;
  body: Json | undefined;
  etag?: string;
  location?: string;
  contentType?: string;
  raw?: Buffer;
}

export const callOf = ({ world, version, note, upsert }: RestRequest): Call => ({ world, version, note, upsert });

export const plainContext = (request: RestRequest): RenderContext => ({
  version: request.version,
  onlyData: request.query.get('onlyData') === 'true',
  links: request.query.get('links')?.split(',') ?? null,
  childLimit: request.world.settings.query.childLimit,
});

export const ITEM_TYPE = 'application/vnd.oracle.adf.resourceitem+json';

/** The body as a row; anything else as an empty one, refused by the shape check where it matters. */
export const bodyOf = (request: RestRequest): Item =>
  typeof request.body === 'object' && request.body !== null && !Array.isArray(request.body)
    ? (request.body as Item)
    : {};
