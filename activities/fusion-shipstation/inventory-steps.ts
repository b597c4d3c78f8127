/** The steps of `inventoryPosting` and `journalImport`, by task queue. Names here are names in histories. */
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { type AdjustmentPlanRequest, planStockAdjustment } from './adjustment-plan.ts';
import { applyInventory, type InventoryWriteRequest } from './inventory-apply.ts';
import { type InventoryPlanRequest, planInventoryPosting } from './inventory-plan.ts';
import { bookJournal, type JournalBookRequest, journalNeeds, readProductCosts } from './journal-book.ts';
import { openJournalGroup } from './journal-group.ts';
import {
  closeJournalGroup,
  type GroupRequest,
  readJournalJob,
  sendJournalGroup,
  wakeJournalRecords,
} from './journal-run.ts';

import { compareStock } from './stock-compare.ts';
import { handOnAdjustments } from './stock-look.ts';

export const createInventoryFusionSteps = (deps: ActivityDeps) => ({
  planInventoryPosting: (request: InventoryPlanRequest) => planInventoryPosting(deps, request),
  planStockAdjustment: (request: AdjustmentPlanRequest) => planStockAdjustment(deps, request),
  applyInventory: (request: InventoryWriteRequest) => applyInventory(deps, request),
  openJournalGroup: (request: RecordScope) => openJournalGroup(deps, request),
  sendJournalGroup: (request: GroupRequest) => sendJournalGroup(deps, request),
  readJournalJob: (request: GroupRequest & { job: string }) => readJournalJob(deps, request),
  closeJournalGroup: (request: Parameters<typeof closeJournalGroup>[1]) => closeJournalGroup(deps, request),
});

export const createInventoryShipStationSteps = (deps: ActivityDeps) => ({
  compareStock: (request: RecordScope) => compareStock(deps, request),
  readProductCosts: (request: RecordScope & { skus: string[] }) => readProductCosts(deps, request),
});

export const createInventoryStoreSteps = (deps: ActivityDeps) => ({
  journalNeeds: (request: InventoryPlanRequest) => journalNeeds(deps, request),
  bookJournal: (request: JournalBookRequest) => bookJournal(deps, request),
  handOnAdjustments: (request: RecordScope) => handOnAdjustments(deps, request),
  wakeJournalRecords: (request: Parameters<typeof wakeJournalRecords>[1]) => wakeJournalRecords(deps, request),
});
