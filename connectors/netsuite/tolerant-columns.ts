/**
 * Columns that some accounts do not have or do not show: asked for once, left out from then on.
 * The trap: NetSuite refuses the whole query for one unknown column and names only that one.
 */
import { ConnectorError } from '../http/errors.ts';
import type { Session } from './session.ts';

/** `table.column`, for as long as the connection's session lives. */
const missing = new WeakMap<Session, Set<string>>();

/**
 * Runs the query with those of the optional columns that the account is not known to lack; a refusal that names one of
 * them is taken for its absence and the query is sent again without it.
 */
export async function withColumns<T>(
  session: Session,
  table: string,
  optional: string[],
  run: (columns: string[]) => Promise<T>,
): Promise<T> {
  const absent = missing.get(session) ?? new Set<string>();
  missing.set(session, absent);
  const columns = optional.filter((column) => !absent.has(`${table}.${column}`));
  try {
    return await run(columns);
  } catch (error) {
    const named = refusedColumn(error);
    const column = columns.find((candidate) => candidate === named);
    if (column === undefined) throw error;
    absent.add(`${table}.${column}`);
    return withColumns(session, table, optional, run);
  }
}

function refusedColumn(error: unknown): string | undefined {
  if (!(error instanceof ConnectorError) || error.type !== 'Config') return undefined;
  const words = /(?:unknown identifier|field) '([^']+)'/i.exec(error.message)?.[1];
  return words?.split('.').at(-1)?.toLowerCase();
}
