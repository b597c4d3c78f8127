/**
 * The commented file that `init --pair netsuite-shipbob` writes. The trap: a test parses it, so that what we hand out is
 * never out of date.
 */
import type { ExampleInput } from './example.ts';

/** YAML of a new connection, mode `shadow`: it reads both systems and writes nothing until you say so. */
export const exampleShipBob = ({ id, account = '1234567', timeZone = 'America/New_York' }: ExampleInput): string =>
  `# yaml-language-server: $schema=./connection.schema.json
# One merchant's ShipBob account and NetSuite account. No secrets in here: they are set with
#   ml-connector credentials set ${id} netsuite
#   ml-connector credentials set ${id} shipbob        (personal access token; OAuth: ml-connector connections authorize ${id})

# Short name; part of every workflow id. Never change it.
id: ${id}
pair: netsuite-shipbob

# shadow = read, plan and show what would be written, write nothing
# live   = write            paused = do nothing, keep the webhooks that come in
mode: shadow

# Time zone of the NetSuite account: whose day a posting date is.
timeZone: ${timeZone}

netsuite:
  # Setup > Company > Company Information; a sandbox looks like 1234567_SB1. In quotes.
  account: "${account}"

shipbob:
  # production or sandbox
  environment: production
  # FILL IN: the channel that writes, in quotes; \`ml-connector ping ${id}\` lists them. Without it nothing is announced to ShipBob.
  #channelId: "100101"

# FILL IN: ShipBob fulfilment centre id (in quotes) -> NetSuite location id. Goods at a centre that is not listed wait.
locations: {}
#  "10": "6"
#  "11": "7"
# All other centres, if one location stands for them.
#defaultLocation: "6"

# ShipBob SKU -> NetSuite item name, where they differ.
skuAliases: {}
#  TEE-BLK-M: "Shirt : Black : M"

# false = no webhooks, sweeps only
webhooks: true

# How long things are kept: webhooks that are dealt with, audit rows (absent = for ever).
retention:
  inbox: 90d

# Both systems compared by themselves, line by line; anything unexplained is told (ml-connector reconcile).
reconcile:
  every: 24h
  days: 7

syncs:
  # What ShipBob stowed -> item receipts on purchase orders, inventory adjustments for the rest
  receivingOrder:
    enabled: true
    sweep:
      every: 30m
    # Postings are named <prefix>_WRO_<receiving order id>_<number>. Never change it.
    externalIdPrefix: SB
    # How the purchase order is found: tried in order, the first rule that finds exactly one wins.
    match:
      - { shipbob: purchaseOrderNumber, netsuite: tranId }
      - { shipbob: purchaseOrderNumber, netsuite: externalId }
      - { shipbob: purchaseOrderNumber, netsuite: otherRefNum }
    #  - { shipbob: purchaseOrderNumber, netsuite: tranId, pattern: '(.+)-\\d+' }   # parts of a split: PO-4711-1
    # asStowed, daily, or whenCompleted
    post: asStowed
    # Names no purchase order; names one that NetSuite does not know; more than is open: adjust or wait.
    withoutNumber: adjust
    numberUnknown: wait
    overReceipt: adjust
    # FILL IN: the account that stock is adjusted against; the subsidiary in accounts that have them. Absent = those wait.
    adjustment: {}
    #  account: "154"
    #  subsidiary: "1"
    # What adjusted stock is worth: netsuite (its own cost), purchaseOrder (the order's rate) or zero.
    cost:
      from: netsuite
    # A day in a closed period: wait, or nextOpenDay.
    closedPeriod: wait
    # A record that waits for a person looks again by itself this often.
    recheck: 15m

  # ShipBob's shipments -> tracking on the sales order, one item fulfilment per shipment
  shipmentTracking:
    enabled: true
    sweep:
      every: 15m
    # How the sales order is found.
    match:
      - { shipbob: referenceId, netsuite: externalId }
      - { shipbob: referenceId, netsuite: otherRefNum }
      - { shipbob: referenceId, netsuite: tranId }
      - { shipbob: orderNumber, netsuite: otherRefNum }
      - { shipbob: orderNumber, netsuite: tranId }
    # Only orders of these ShipBob channels (ids in quotes); empty = all.
    channelIds: []
    # FILL IN: fields of the sales order that show the state; those that are absent are not written.
    salesOrderFields: {}
    #  status: custbody_sb_status
    #  carrier: custbody_sb_carrier
    #  trackingNumber: custbody_sb_number
    #  trackingLink: custbody_sb_link
    #  changedAt: custbody_sb_time       # text; keeps an older state from overwriting a newer one
    # record = one fulfilment per shipment; adopt = only those that others made; none = not touched
    fulfillment: record
    # Fulfilments are named <prefix>_<shipment id>. Never change it.
    externalIdPrefix: IF_SB
    # A picked, B packed, C shipped; none = account without Pick, Pack and Ship.
    shipStatus: C
    # Rows that are not goods, e.g. inserts.
    ignoreSkus: []
    # ShipBob carrier, or carrier/service -> NetSuite shipping item id.
    shipMethods: {}
    #  USPS: "4"

  # NetSuite purchase orders for ShipBob's locations -> ShipBob's receiving orders
  replenishment:
    # Off until channel and locations are filled in.
    enabled: false
    sweep:
      every: 24h
    # FILL IN: purchase orders dated earlier are left alone.
    #notBefore: 2026-01-01
    # Package, Pallet or FloorLoadedContainer; single box, perLine, or cartons.
    packageType: Package
    boxes:
      rule: single
    # Where the day of arrival stands: expectedReceiptDate (lines), dueDate (header), none, or a custbody_ field.
    arrival:
      from: expectedReceiptDate
    # The purchase order changes before anything arrived: hold (waits for you) or remake.
    onChange: hold
    # Text field of the purchase order that gets the receiving order's id.
    writeBack: {}
    #  field: custbody_sb_wro

  # ShipBob's returns -> return authorisation, item receipts, adjustments
  customerReturn:
    enabled: true
    sweep:
      every: 1h
    # Records are named <prefix>_RMA_<return id> and <prefix>_RET_<return id>_<number>. Never change it.
    externalIdPrefix: SB
    # What becomes of a unit: location (received there), writeOff (received and adjusted out again), ignore.
    actions:
      restock: { as: location }
      quarantine: { as: writeOff }
      dispose: { as: writeOff }
    # FILL IN: as above.
    adjustment: {}
    #  account: "154"
    #  subsidiary: "1"

  # ShipBob's invoices -> vendor bills and bill credits
  warehouseCharges:
    enabled: true
    sweep:
      every: 24h
    # Papers are named <prefix>_VB_<invoice id> and <prefix>_VC_<invoice id>. Never change it.
    externalIdPrefix: SB
    # FILL IN: the NetSuite vendor that stands for ShipBob; absent = every invoice waits.
    #vendor: "301"
    #subsidiary: "1"
    # FILL IN: ShipBob's fee, in its own words -> where it is booked. "centre" = location of the fulfilment centre.
    fees: {}
    #  Shipping: { account: "611", location: centre }
    #  Per Pick Fee: { account: "612" }
    #  WRO Receiving Fee: { account: "613" }
    # All other fees; absent = an invoice with a fee that is not listed waits and names it.
    #otherFees: { account: "619" }
    # reference = a line per fee and shipment; fee = one line per fee.
    lines: reference
    # Bill and invoice differ after posting: wait, or correct with a further paper.
    changed: wait
`;
