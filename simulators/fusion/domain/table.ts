// Rows by key, with a journal so that a failed batch can be taken back as a whole.
// Trap: rows are never changed in place; `patch` stores a new row, or the journal and the ETags lie.

export interface Table<T extends object> {
  get(key: string | number): T | undefined;
  has(key: string | number): boolean;
  all(): T[];
  find(test: (row: T) => boolean): T | undefined;
  put(key: string | number, row: T): T;
  /** Stores the row with some members changed; throws an Error when there is none. */
  patch(key: string | number, changes: Partial<T>): T;
  remove(key: string | number): void;
  clear(): void;
  readonly size: number;
}

export interface Journal {
  /** Runs `work`; takes back every change when it throws or answers false. */
  atomically<R>(work: () => R, keep: (result: R) => boolean): R;
  table<T extends object>(): Table<T>;
}

type Undo = () => void;

/** A journal and the maker of its tables. */
export function createJournal(): Journal {
  let undo: Undo[] | null = null;
  const table = <T extends object>(): Table<T> => {
    const rows = new Map<string, T>();
    const note = (key: string) => {
      if (undo === null) return;
      const old = rows.get(key);
      undo.push(() => (old === undefined ? rows.delete(key) : rows.set(key, old)));
    };
    const put = (key: string | number, row: T): T => {
      note(String(key));
      rows.set(String(key), row);
      return row;
    };
    return {
      get: (key) => rows.get(String(key)),
      has: (key) => rows.has(String(key)),
      all: () => [...rows.values()],
      find(test) {
        for (const row of rows.values()) if (test(row)) return row;
        return undefined;
      },
      put,
      patch(key, changes) {
        const old = rows.get(String(key));
        if (!old) throw new Error(`no row ${key}`);
        return put(key, { ...old, ...changes });
      },
      remove(key) {
        note(String(key));
        rows.delete(String(key));
      },
      clear: () => rows.clear(),
      get size() {
        return rows.size;
      },
    };
  };
  return {
    table,
    atomically(work, keep) {
      const taken: Undo[] = [];
      undo = taken;
      const back = () => {
        undo = null;
        for (const step of taken.reverse()) step();
      };
      try {
        const result = work();
        if (!keep(result)) back();
        return result;
      } catch (error) {
        back();
        throw error;
      } finally {
        undo = null;
      }
    },
  };
}
