/**
 * NetSuite writes a status in several ways: `B`, `SalesOrd:B`, `Pending Fulfillment`, `Sales Order : Pending Fulfillment`.
 * The trap: labels change with the account's language; an unknown one is handed on as it is, never guessed.
 */

const SALES_ORDER: Record<string, string> = {
  'pending approval': 'A',
  'pending fulfillment': 'B',
  cancelled: 'C',
  canceled: 'C',
  'partially fulfilled': 'D',
  'pending billing/partially fulfilled': 'E',
  'pending billing': 'F',
  billed: 'G',
  closed: 'H',
};
const FULFILLMENT: Record<string, string> = { picked: 'A', packed: 'B', shipped: 'C' };

export const salesOrderStatus = (text: string | undefined) => letterOf(text, SALES_ORDER);
export const fulfillmentStatus = (text: string | undefined) => letterOf(text, FULFILLMENT);

/** Of any other transaction: the letter, or the label where NetSuite gives no letter. */
export const statusLetter = (text: string | undefined) => letterOf(text, {});

/** The letter; the empty text when NetSuite gave none. */
function letterOf(text: string | undefined, labels: Record<string, string>): string {
  const last = text?.split(':').at(-1)?.trim() ?? '';
  if (/^[A-Za-z]$/.test(last)) return last.toUpperCase();
  return labels[last.toLowerCase().replace(/\s*\/\s*/g, '/')] ?? last;
}
