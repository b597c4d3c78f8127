// Display names of the enumerations.
// Trap: the same letter means different things on different record types, so status labels are kept per type.

type Labels = Readonly<Record<string, string>>;

const ORDER_STATUS: Labels = {
  A: 'Pending Approval',
  B: 'Pending Fulfillment',
  C: 'Cancelled',
  D: 'Partially Fulfilled',
  E: 'Pending Billing/Partially Fulfilled',
  F: 'Pending Billing',
  G: 'Billed',
  H: 'Closed',
};
const RETURN_STATUS: Labels = {
  A: 'Pending Approval',
  B: 'Pending Receipt',
  C: 'Cancelled',
  D: 'Partially Received',
  E: 'Pending Refund/Partially Received',
  F: 'Pending Refund',
  G: 'Refunded',
  H: 'Closed',
};
const PURCHASE_STATUS: Labels = {
  A: 'Pending Supervisor Approval',
  B: 'Pending Receipt',
  D: 'Partially Received',
  E: 'Pending Billing/Partially Received',
  F: 'Pending Bill',
  G: 'Fully Billed',
  H: 'Closed',
};
const TRANSFER_STATUS: Labels = {
  A: 'Pending Approval',
  B: 'Pending Fulfillment',
  D: 'Partially Fulfilled',
  E: 'Pending Receipt/Partially Fulfilled',
  F: 'Pending Receipt',
  G: 'Received',
  H: 'Closed',
};
const OPEN_PAID: Labels = { A: 'Open', B: 'Paid In Full' };

export const ENUMS: Readonly<Record<string, Labels>> = {
  orderStatus: ORDER_STATUS,
  returnStatus: RETURN_STATUS,
  purchaseStatus: PURCHASE_STATUS,
  transferStatus: TRANSFER_STATUS,
  shipStatus: { A: 'Picked', B: 'Packed', C: 'Shipped' },
  invoiceStatus: OPEN_PAID,
  creditStatus: { A: 'Open', B: 'Fully Applied' },
  cashSaleStatus: { A: 'Unapproved Payment', B: 'Not Deposited', C: 'Deposited' },
  billStatus: { ...OPEN_PAID, C: 'Cancelled', D: 'Pending Approval', E: 'Rejected' },
  paymentStatus: { A: 'Unapproved Payment', B: 'Not Deposited', C: 'Deposited' },
  undepFunds: { T: 'Undeposited Funds', F: 'Account' },
  approvalStatus: { '1': 'Pending Approval', '2': 'Approved', '3': 'Rejected', '11': 'Open' },
  depositStatus: { A: 'Not Deposited', B: 'Deposited', C: 'Fully Applied' },
  commitInventory: { '1': 'Available Qty', '2': 'Complete Qty', '3': 'Do Not Commit' },
  shipCarrier: { ups: 'UPS', nonups: 'FedEx/USPS/More' },
  itemType: {},
  country: { US: 'United States', CA: 'Canada', GB: 'United Kingdom', DE: 'Germany', FR: 'France', AU: 'Australia' },
};

/** Display text of an enumeration value; the value itself when no label is known. */
export function enumLabel(name: string, id: string): string {
  return ENUMS[name]?.[id] ?? id;
}

/** The id for a sent value, which may be an id or a display name; undefined when neither is known. */
export function enumId(name: string, value: string): string | undefined {
  const labels = ENUMS[name];
  if (name === 'country') return /^[A-Z]{2}$/.test(value) ? value : undefined;
  if (labels === undefined || Object.keys(labels).length === 0 || value in labels) return value;
  return Object.keys(labels).find((id) => labels[id]?.toLowerCase() === value.toLowerCase());
}
