/** The steps of stockLevels by queue, as activities/index.ts names them. */
import type { ActivityDeps } from '../deps.ts';
import { type FinishRequest, findUnmapped, finishStock } from './stock-finish.ts';
import { type BeginRequest, beginStock, needsProducts, type PlanStockRequest, planStock } from './stock-plan.ts';
import type { StockRequest } from './stock-scope.ts';
import { findMissingPlaces, readProducts, readShown, readShownOf, type ShownRequest } from './stock-shown.ts';
import { readStockKits, readStockOf, readStockSource, refreshStock, type SourceRequest } from './stock-source.ts';
import { type WriteRequest, writeStock } from './stock-write.ts';

export const createStockNetSuiteSteps = (deps: ActivityDeps) => ({
  readStockSource: (request: SourceRequest) => readStockSource(deps, request),
  readStockKits: (request: SourceRequest) => readStockKits(deps, request),
  readStockOf: (request: SourceRequest & { only: string[] }) => readStockOf(deps, request),
  refreshStock: (request: StockRequest) => refreshStock(deps, request),
  findUnmappedStock: (request: StockRequest) => findUnmapped(deps, request),
});

export const createStockShipStationSteps = (deps: ActivityDeps) => ({
  readShownStock: (request: ShownRequest) => readShown(deps, request),
  readShownStockOf: (request: StockRequest & { only: string[] }) => readShownOf(deps, request),
  readStockProducts: (request: StockRequest & { cursor?: string }) => readProducts(deps, request),
  findMissingPlaces: (request: StockRequest) => findMissingPlaces(deps, request),
  writeStock: (request: WriteRequest) => writeStock(deps, request),
});

export const createStockStoreSteps = (deps: ActivityDeps) => ({
  beginStock: (request: BeginRequest) => beginStock(deps, request),
  stockNeedsProducts: (request: StockRequest) => needsProducts(deps, request),
  planStock: (request: PlanStockRequest) => planStock(deps, request),
  finishStock: (request: FinishRequest) => finishStock(deps, request),
});
