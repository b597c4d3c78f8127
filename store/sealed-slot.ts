/**
 * One sealed JSON value of a connection (a minted token, a rotating pair), shared by all processes.
 * The trap: the seal is bound to its place, so a value cannot be moved to another connection or name.
 */
import type { SecretStore } from './contract.ts';

/** As much of the vault as is needed here. */
export type Sealer = {
  seal(text: string, context: string): string;
  open(sealed: string, context: string): string;
  keyIdOf(sealed: string): string;
};

export type SealedSlot<T> = {
  load(): Promise<T | undefined>;
  /** undefined removes it. */
  save(value: T | undefined): Promise<void>;
};

export function sealedSlot<T>(
  keeper: { secrets: SecretStore; vault: Sealer },
  connection: string,
  name: string,
): SealedSlot<T> {
  const { secrets, vault } = keeper;
  const context = `secret/${connection}/${name}`;
  return {
    async load() {
      const found = await secrets.get(connection, name);
      return found === undefined ? undefined : (JSON.parse(vault.open(found.sealed, context)) as T);
    },
    async save(value) {
      if (value === undefined) return secrets.remove(connection, name);
      const sealed = vault.seal(JSON.stringify(value), context);
      await secrets.put(connection, name, sealed, vault.keyIdOf(sealed));
    },
  };
}
