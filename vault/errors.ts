/**
 * The one error class of the vault. The trap: a message may name a key's id or a variable, never a key or a clear text.
 */

/** A key or a sealed text cannot be used; `fix` says in plain words what to do. */
export class VaultError extends Error {
  readonly fix: string;

  constructor(message: string, fix: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'VaultError';
    this.fix = fix;
  }
}
