/**
 * The commented file that `init --pair fusion-shipstation` writes. The trap: a test parses it, hints included, so that what
 * we hand out is never out of date.
 */
import type { ExampleInput } from './example.ts';

/** YAML of a new connection, mode `shadow`: it reads both systems and writes nothing until you say so. */
export const exampleFusion = ({ id, timeZone = 'America/New_York' }: ExampleInput): string =>
  `# yaml-language-server: $schema=./connection.schema.json
# One merchant's ShipStation account and Oracle Fusion pod. No secrets in here: they are set with
#   ml-connector credentials set ${id} fusion
#   ml-connector credentials set ${id} shipstation

# Short name; part of every workflow id. Never change it.
id: ${id}
pair: fusion-shipstation

# shadow = read, plan and show what would be written, write nothing
# live   = write            paused = do nothing, keep the webhooks that come in
mode: shadow

# Time zone of the legal entity: whose day an accounting date is. 23:30 in California is the next day in New York.
timeZone: ${timeZone}

fusion:
  # FILL IN: address of your pod, as your browser shows it, without a path.
  baseUrl: https://fa-xxxx-saasfaprod1.fa.ocs.oraclecloud.com
  # FILL IN: address of your identity domain.
  identityUrl: https://idcs-00000000000000000000000000000000.identity.oraclecloud.com
  # FILL IN: the scope as your identity domain shows it: audience and scope joined without a blank, e.g.
  # https://fa-xxxx-saasfaprod1.fa.ocs.oraclecloud.com:443urn:opc:resource:consumer::all
  scope: urn:opc:resource:consumer::all

# The defaults are ShipStation's own addresses.
shipstation: {}
#  storeIds: ["26815"]        # only these stores; absent = all

# FILL IN: whose books. Names exactly as Fusion shows them.
business:
  businessUnit: Vision Operations
  # Id of the primary ledger, in quotes; without it no accounting period can be looked at (periods.check: false).
  ledgerId: "300000000000001"
  # Currency of ShipStation's amounts; of single stores, by store id.
  currency: USD
  currencies: {}
  #  "26816": CAD

# FILL IN: ShipStation warehouse id (in quotes) -> inventory organisation. Goods of a warehouse that is not listed wait.
warehouses: {}
#  "24079": { organization: Seattle, subinventory: Stores, costCenter: "100" }
#  "24080": { organization: Dallas, subinventory: Stores, costCenter: "200" }
# For shipments that name no warehouse or another one.
#defaultWarehouse: { organization: Seattle, subinventory: Stores }

# FILL IN: ShipStation store id (in quotes) -> sales channel, and whom its buyers are billed to.
channels: {}
#  "26815": { name: Web shop, customer: { account: "1008" } }
#  "26816": { name: Amazon, customer: { account: "1009", site: "1012" }, type: Marketplace Invoice }

# ShipStation SKU -> Fusion item number, where they differ; SKUs that are not goods.
skuAliases: {}
#  TEE-BLK-M: AS54888
ignoreSkus: []

# A closed period: wait (reopened, it goes on by itself), nextOpen (first day of the next open period, with a note), handOver.
periods:
  onClosed: wait
  # Fusion's application ids; that of inventory differs between pods.
  receivables: "222"
  inventory: "401"
  ledger: "101"

# How long a posting whose answer was lost is looked up before it is sent again: where Fusion refuses the same number
# twice, and where it does not.
lostAnswer:
  named: 30s
  unnamed: 5m

# Which of ShipStation's webhooks to subscribe to; [] = sweeps only.
webhooks: [v1]

# How long things are kept: webhooks that are dealt with, audit rows (absent = for ever).
retention:
  inbox: 90d

# Both systems compared by themselves, order by order and unit by unit (ml-connector reconcile).
reconcile:
  every: 24h
  days: 7

syncs:
  # ShipStation's shipments -> receivables invoices
  receivablesPosting:
    # Off until business, channels and the names below are filled in.
    enabled: false
    sweep:
      every: 15m
    # perShipment, or perOrder (when everything is shipped).
    invoice: perShipment
    # FILL IN: transaction source and type, payment terms (absent = the customer's own). Never change the source later.
    source: ShipStation
    type: Invoice
    #terms: IMMEDIATE
    # own = <prefix><shipment id>, at most 20 characters; automatic = the source numbers by itself.
    numbers: own
    prefix: SS
    # atOnce, or afterCheck: made incomplete, compared with ShipStation's sum, then completed or deleted.
    complete: atOnce
    # The accounting day: labelCreated (its instant, in the time zone above) or shipDate (ShipStation's own).
    day: labelCreated
    # Shipping of an order in several shipments: shared by value, or firstShipment.
    shipping: shared
    # memoLine = ShipStation's tax as a line; classification = Fusion computes it; included = prices hold it; none.
    tax:
      mode: memoLine
    #  rules: [{ country: US, state: WA, code: US SALES TAX }]   # codes, for mode classification
    # FILL IN: names of the memo lines in Fusion.
    memoLines:
      shipping: Shipping
      discount: Discount
      tax: Sales Tax
    # Cents that ShipStation's total differs from its parts go on the rounding line, up to this amount.
    roundingLimit: "0"
    # Revenue accounts by rule, with the receivable account; none = Fusion's AutoAccounting.
    #accounts:
    #  - { warehouse: "24079", account: "01-{costCenter}-4110-0000-000" }
    #receivableAccount: "01-000-1210-0000-000"
    # A label voided after its invoice: creditMemo (on account) or handOver.
    onVoid: creditMemo
    creditMemo:
      type: Credit Memo
    #  reason: RETURN
    # A receipt for each invoice of an order that is paid.
    #receipt: { method: Card Settlements }
    # A record that waits for a person looks again by itself this often.
    recheck: 15m

  # ShipStation's shipments -> inventory transactions (or journals)
  inventoryPosting:
    enabled: false
    sweep:
      every: 15m
    # inventory = transactions, whose journal Fusion's costing makes; journal = by journalImport, where no stock is kept.
    book: inventory
    issueType: Miscellaneous Issue
    receiptType: Miscellaneous Receipt
    # FILL IN: the offset account; {costCenter} comes from warehouse or channel.
    #account: "01-{costCenter}-5110-0000-000"
    #accounts:
    #  - { sku: "GIFT*", account: "01-000-5190-0000-000" }
    # online = processed within the call, concurrent = at once, background = by Fusion's own schedule.
    mode: online
    # Never change these two later.
    sourceCode: SHIPSTATION
    prefix: SS
    units:
      default: Each
    # Return labels that name items: ignore, or receipt.
    returns: ignore

  # With book: journal. Shipped goods -> general ledger journals, in files
  journalImport:
    enabled: false
    every: 1h
    # FILL IN: cost of sales and stock; what one piece costs (else ShipStation's product says it).
    #debitAccount: "01-000-5110-0000-000"
    #creditAccount: "01-000-1410-0000-000"
    costs: {}
    #  TEE-BLK-M: "4.10"
    source: Spreadsheet
    category: Inventory

  # Stock corrected in ShipStation that no shipment explains -> inventory transactions
  stockAdjustments:
    enabled: false
    every: 24h
    # FILL IN: ShipStation's inventory locations and the account against which stock is corrected.
    #locations:
    #  se-il-77: { organization: Seattle DC, subinventory: Stores, warehouse: "24079", costCenter: "110" }
    #account: "01-{costCenter}-5190-0000-000"

  # Order owners <-> Fusion customers
  customerAlignment:
    enabled: false
    sweep:
      every: 15m
    # How an order's owner is found in Fusion; the first rule that finds exactly one wins.
    match:
      - { shipstation: customerEmail, fusion: email }
      - { shipstation: customerUsername, fusion: accountNumber }
    # Nobody found: channel (bill its customer), create, or wait.
    onUnknown: channel
    # Stores whose orders are always billed to the channel's customer.
    channelOnly: []
    # Written on open orders, never over what a person entered.
    customField1: "{accountNumber}"
    customField2: "{company}"
`;
