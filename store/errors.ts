/**
 * The one error class of the store, and the words for what SQLite and PostgreSQL say.
 * The trap: driver errors may carry the address with its password; a message here names only what `place` says.
 */

/**
 * - newer-schema: written by a newer program. - disk-full, read-only, damaged: the file or server.
 * - unreachable, refused: the server or its sign-in. - busy: another process held the lock too long.
 * - invalid: the caller's fault. - failed: anything else.
 */
export type StoreErrorCode =
  | 'newer-schema'
  | 'disk-full'
  | 'read-only'
  | 'damaged'
  | 'unreachable'
  | 'refused'
  | 'busy'
  | 'invalid'
  | 'failed';

/** Something is wrong with the store; `fix` says in plain words what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly fix: string;

  constructor(code: StoreErrorCode, message: string, fix: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
    this.fix = fix;
  }
}

/** True for a failure that hits every write alike, so that trying rows one by one is pointless. */
export function hitsEveryWrite(error: unknown): boolean {
  return error instanceof StoreError && error.code !== 'failed' && error.code !== 'invalid';
}

export function isSqliteBusy(error: unknown): boolean {
  const primary = sqliteCode(error);
  return primary === 5 || primary === 6;
}

/** Turns an error of node:sqlite or of the file system into a StoreError; `place` is the file's path. */
export function sqliteError(error: unknown, place: string): StoreError {
  if (error instanceof StoreError) return error;
  const cause = { cause: error };
  const message = error instanceof Error ? error.message : String(error);
  switch (sqliteCode(error) ?? fileCode(error)) {
    case 5:
    case 6:
      return new StoreError(
        'busy',
        `The store ${place} was locked by another process for too long.`,
        'See which process holds it (a backup, an open sqlite3 shell?) and let it finish.',
        cause,
      );
    case 8:
    case 'EROFS':
      return new StoreError('read-only', `The store ${place} cannot be written to.`, FIX_RIGHTS, cause);
    case 13:
    case 'ENOSPC':
      return new StoreError('disk-full', `The disk of the store ${place} is full.`, FIX_SPACE, cause);
    case 11:
    case 26:
      return new StoreError(
        'damaged',
        `The store ${place} is damaged or is not an SQLite database.`,
        'Check the path; if it is the right file, restore the last backup.',
        cause,
      );
    case 14:
    case 'EACCES':
    case 'EPERM':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
      return new StoreError('read-only', `The store ${place} cannot be opened (${message}).`, FIX_RIGHTS, cause);
    default:
      return new StoreError('failed', `The store ${place} refused: ${message}.`, FIX_OTHER, cause);
  }
}

/** Turns an error of pg into a StoreError; `place` is the address without password. */
export function postgresError(error: unknown, place: string): StoreError {
  if (error instanceof StoreError) return error;
  const cause = { cause: error };
  const code = fileCode(error) ?? '';
  const message = error instanceof Error ? error.message : String(error);
  if (code === '28P01' || code === '28000') {
    return new StoreError(
      'refused',
      `PostgreSQL at ${place} refused the user or password.`,
      'Correct user and password in the database address.',
      cause,
    );
  }
  if (code === '3D000') {
    return new StoreError(
      'refused',
      `PostgreSQL at ${place} has no such database.`,
      'Create the database first.',
      cause,
    );
  }
  if (code === '42501' || code === '25006') {
    return new StoreError(
      'read-only',
      `PostgreSQL at ${place} does not let this user write (${message}).`,
      'Grant the rights, or point the address at the primary server.',
      cause,
    );
  }
  if (code === '53100')
    return new StoreError('disk-full', `The disk of PostgreSQL at ${place} is full.`, FIX_SPACE, cause);
  if (isConnectionLoss(code, message)) {
    return new StoreError(
      'unreachable',
      `PostgreSQL at ${place} cannot be reached (${code || message}).`,
      'Check that it runs, and the host, port and firewall.',
      cause,
    );
  }
  return new StoreError('failed', `PostgreSQL at ${place} refused: ${message}.`, FIX_OTHER, cause);
}

const FIX_SPACE = 'Free some space; nothing that was confirmed is lost, and work goes on by itself.';
const FIX_RIGHTS = 'Check the path, and that the user that runs ml-connector may write the folder and the file.';
const FIX_OTHER = 'If the cause is not plain from the message, run `ml-connector doctor`.';

function isConnectionLoss(code: string, message: string): boolean {
  // Class 08: connection; 57P: shutting down or starting up; 53300: no free connection. The rest comes from the socket.
  if (/^(08|57P|53300)/.test(code)) return true;
  if (/^E(CONN|HOST|NET|TIMEDOUT|NOTFOUND|AI_|PIPE|NOENT)/.test(code)) return true;
  return /^(Connection terminated|timeout expired|timeout exceeded|Client has encountered a connection error)/.test(
    message,
  );
}

function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  // The low byte is the primary code, the rest its finer reason.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

function fileCode(error: unknown): string | undefined {
  if (error instanceof AggregateError) return fileCode(error.errors[0]);
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
