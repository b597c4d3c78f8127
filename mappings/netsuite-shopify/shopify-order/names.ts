/**
 * The external ids of every NetSuite record that Shopify orders and customers become, fixed before anything is tried.
 * Shopify's numeric ids are unique over all shops; order names ("#1001") are not, so they never name a record.
 *
 *   <prefix>_CUST_<customer id>          customer            <prefix>_COMP_<company id>        company of a B2B order
 *   <prefix>_GUEST_<order id>            customer of a guest whose e-mail NetSuite does not know
 *   <prefix>_SO_<order id>               sales order         <prefix>_INV_<order id>           invoice made by us
 *   <prefix>_DEP_<transaction id>        customer deposit    <prefix>_PAY_<transaction id>     customer payment
 *   <prefix>_CS_<order id>               cash sale           <prefix>_DA_<transaction id>_<invoice id>  deposit application
 *   <prefix>_REF_<refund id>             credit memo or cash refund
 *   <prefix>_CR_<refund transaction id>  customer refund (the money)
 *   <prefix>_RMA_<refund id>             return authorisation; _RMA_<order id> for a cancellation after shipping
 *   <prefix>_REC_<refund id>             item receipt of that return
 *   <prefix>_IF_<fulfilment id>          item fulfilment
 *
 * NetSuite allows letters, digits, _ and -, and one name per family of records (all transactions, all customers).
 */

const name =
  (kind: string) =>
  (prefix: string, ...ids: string[]): string =>
    `${prefix}_${kind}_${ids.join('_')}`;

export const customerName = name('CUST');
export const companyName = name('COMP');
export const guestName = name('GUEST');
export const salesOrderName = name('SO');
export const invoiceName = name('INV');
export const depositName = name('DEP');
export const paymentName = name('PAY');
export const cashSaleName = name('CS');
export const applicationName = name('DA');
export const creditName = name('REF');
export const moneyBackName = name('CR');
export const returnName = name('RMA');
export const receiptName = name('REC');
export const fulfillmentName = name('IF');
