/**
 * Stock: reading it, setting it, stocking an item at a location.
 * The trap: from 2026-04 the directive @idempotent is required, and `changeFromQuantity` must be there even when null.
 */
import { mutation, query } from './document.ts';
import { PAGE } from './fragments.ts';

const LEVEL = `fragment Level on InventoryLevel {
  isActive updatedAt
  location { id }
  quantities(names: ["available", "on_hand", "committed", "incoming", "reserved", "damaged", "safety_stock", "quality_control"]) { name quantity }
}`;

export const INVENTORY_ITEM = query(
  'InventoryItemLevels',
  24,
  `query InventoryItemLevels($id: ID!, $after: String) {
  inventoryItem(id: $id) {
    id sku tracked
    inventoryLevels(first: 50, after: $after) { nodes { ...Level } pageInfo { ...Page } }
  }
}`,
  [LEVEL, PAGE],
);

export const STOCK_AT = query(
  'StockAt',
  100,
  `query StockAt($ids: [ID!]!, $location: ID!) {
  nodes(ids: $ids) { id ... on InventoryItem { sku tracked inventoryLevel(locationId: $location) { ...Level } } }
}`,
  [LEVEL],
);

export const LOCATIONS = query(
  'Locations',
  11,
  `query Locations($after: String) {
  locations(first: 100, after: $after, includeInactive: true, includeLegacy: true) {
    nodes {
      id name isActive fulfillsOnlineOrders shipsInventory isFulfillmentService
      address { city countryCode }
    }
    pageInfo { ...Page }
  }
}`,
  [PAGE],
);

export const INVENTORY_SET = mutation(
  'InventorySet',
  10,
  `mutation InventorySet($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id }
    userErrors { code field message }
  }
}`,
);

export const INVENTORY_ACTIVATE = mutation(
  'InventoryActivate',
  10,
  `mutation InventoryActivate($item: ID!, $location: ID!, $available: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) {
    inventoryLevel { id }
    userErrors { field message }
  }
}`,
);
