/**
 * The queue of journal entries: from the record that wants one to the import that brings it into the ledger.
 * The trap: `take` and `settle` name the import's group, so that a step that is repeated changes nothing twice.
 */

/**
 * due: to be imported. sent: part of an import that is not over. posted: stands in the ledger. rejected: the import refused
 * it. stuck: half of it stands in the ledger, which a person must look at.
 */
export type JournalState = 'due' | 'sent' | 'posted' | 'rejected' | 'stuck';

export type JournalRow = {
  connection: string;
  /** Unique within the connection; nothing personal. */
  key: string;
  /** The record that waits for it. */
  recordKey: string;
  /** Plain date that it is to be booked on. */
  day: string;
  state: JournalState;
  sealedPayload: string;
  /** The import that it went with last. */
  groupId?: string;
  /** Why it was refused, or why it waits. */
  reason?: string;
  notedAt: string;
  updatedAt: string;
};

export type JournalStore = {
  /** Makes an entry due: a new one, or one that is due, rejected or stuck; false when it is on its way or posted. */
  queue(row: Pick<JournalRow, 'connection' | 'key' | 'recordKey' | 'day' | 'sealedPayload'>): Promise<boolean>;
  ofRecord(connection: string, recordKey: string): Promise<JournalRow[]>;
  /** By day, then key. */
  due(connection: string, limit: number): Promise<JournalRow[]>;
  /** Those of the entries that were due still are now part of this import. */
  take(connection: string, keys: string[], groupId: string): Promise<JournalRow[]>;
  ofGroup(connection: string, groupId: string): Promise<JournalRow[]>;
  /** Imports that are not over. */
  openGroups(connection: string): Promise<string[]>;
  /** How an import ended for an entry of its; what is not `sent` with it any more stays as it is. */
  settle(
    connection: string,
    groupId: string,
    end: { key: string; state: 'posted' | 'rejected' | 'stuck' | 'due'; reason?: string },
  ): Promise<void>;
  /** Why due entries wait; undefined = for nothing but the next run. */
  noteReason(connection: string, keys: string[], reason: string | undefined): Promise<void>;
  /** Takes an entry out that is due or rejected; false when it is too late. */
  withdraw(connection: string, key: string): Promise<boolean>;
};
