// What every fresh account has: a subsidiary, currencies, a location, ship methods, accounts, the periods of some years.
// Trap: these have fixed small ids; seeded records start above 1000 unless they bring their own.
import { DateTime } from 'luxon';
import type { World } from '../world.ts';
import { seedRecord } from './seed.ts';

const FIXED: readonly [string, string, object][] = [
  ['subsidiary', '1', { name: 'Parent Company' }],
  ['currency', '1', { name: 'USD', symbol: 'USD', exchangeRate: 1, isBaseCurrency: true }],
  ['currency', '2', { name: 'EUR', symbol: 'EUR', exchangeRate: 1 }],
  ['currency', '3', { name: 'GBP', symbol: 'GBP', exchangeRate: 1 }],
  ['location', '1', { name: 'Main Warehouse', makeInventoryAvailable: true }],
  ['shipItem', '4', { name: 'Ground', itemId: 'Ground' }],
  ['shipItem', '5', { name: 'UPS Ground', itemId: 'UPS Ground', integratedCarrier: 'ups' }],
  ['shipItem', '6', { name: 'FedEx Ground', itemId: 'FedEx Ground', integratedCarrier: 'fedex' }],
  ['shipItem', '7', { name: 'USPS Priority', itemId: 'USPS Priority', integratedCarrier: 'usps' }],
  ['account', '1', { acctName: 'Checking', acctNumber: '1000', acctType: 'Bank' }],
  ['account', '154', { acctName: 'Inventory Adjustments', acctNumber: '5100', acctType: 'COGS' }],
  ['account', '215', { acctName: 'Fulfilment Fees', acctNumber: '6100', acctType: 'Expense' }],
  ['account', '111', { acctName: 'Accounts Payable', acctNumber: '2000', acctType: 'AcctPay' }],
  ['account', '116', { acctName: 'Undeposited Funds', acctNumber: '1099', acctType: 'OthCurrAsset' }],
  ['account', '119', { acctName: 'Accounts Receivable', acctNumber: '1100', acctType: 'AcctRec' }],
  ['department', '3', { name: 'Operations' }],
  ['classification', '2', { name: 'Online' }],
  ['paymentMethod', '1', { name: 'Cash' }],
  ['paymentMethod', '2', { name: 'Check' }],
  ['paymentMethod', '4', { name: 'Master Card' }],
  ['paymentMethod', '5', { name: 'VISA' }],
  ['paymentMethod', '6', { name: 'American Express' }],
  ['customerCategory', '1', { name: 'Retail' }],
  ['customerCategory', '2', { name: 'Wholesale' }],
  ['salesTaxItem', '-7', { name: '-Not Taxable-', itemId: '-Not Taxable-', rate: 0 }],
  ['salesTaxItem', '-8', { name: '-Taxable-', itemId: '-Taxable-', rate: 0 }],
  ['salesTaxItem', '20', { name: 'TX 8.25', itemId: 'TX 8.25', rate: 8.25 }],
  ['term', '2', { name: 'Net 30', daysUntilNetDue: 30 }],
];
const YEARS_AROUND = 1;
const FIRST_PERIOD_ID = 200;

function periods(world: World): void {
  const year = DateTime.fromMillis(world.clock.now(), { zone: 'utc' }).year;
  let id = FIRST_PERIOD_ID;
  for (let at = DateTime.utc(year - YEARS_AROUND, 1, 1); at.year <= year + YEARS_AROUND; at = at.plus({ months: 1 })) {
    const startDate = at.toFormat('yyyy-MM-dd');
    const endDate = at.endOf('month').toFormat('yyyy-MM-dd');
    seedRecord(world, 'accountingPeriod', String(id), {
      periodName: at.toFormat('MMM yyyy'),
      startDate,
      endDate,
      closed: false,
    });
    id += 1;
  }
}

/** Puts the fixed records into an empty world. */
export function seedBaseline(world: World): void {
  for (const [type, id, body] of FIXED) seedRecord(world, type, id, body);
  periods(world);
}
