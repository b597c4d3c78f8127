/**
 * What Fusion called the state of a record when it was read last, so that a change of it says which state it means.
 * The trap: a state that is not fresh would only refuse our own next change; after a while none is told.
 */
export type Etags = {
  note(path: string, etag: string | undefined): void;
  of(path: string): string | undefined;
  forget(path: string): void;
};

const FRESH_MS = 60_000;
const MOST = 500;

export function createEtags(now: () => Date): Etags {
  const known = new Map<string, { etag: string; at: number }>();
  return {
    note(path, etag) {
      known.delete(path);
      if (etag === undefined || etag === '') return;
      known.set(path, { etag, at: now().getTime() });
      const oldest = known.keys().next();
      if (known.size > MOST && !oldest.done) known.delete(oldest.value);
    },
    of(path) {
      const found = known.get(path);
      return found !== undefined && now().getTime() - found.at <= FRESH_MS ? found.etag : undefined;
    },
    forget: (path) => void known.delete(path),
  };
}
