/**
 * The commented file that `init` writes. The trap: a test parses it, so that what we hand out is never out of date.
 */

export type ExampleInput = {
  id: string;
  /** Absent = a placeholder that `doctor` and `apply` accept but `ping` will refuse. */
  account?: string;
  timeZone?: string;
};

/** YAML of a new connection, mode `shadow`: it reads both systems and writes nothing until you say so. */
export const exampleConnection = ({ id, account = '1234567', timeZone = 'America/New_York' }: ExampleInput): string =>
  `# yaml-language-server: $schema=./connection.schema.json
# One customer's pair of systems. No secrets in here: they are set with
#   ml-connector credentials set ${id} netsuite
#   ml-connector credentials set ${id} shipstation

# Short name; part of every workflow id. Never change it.
id: ${id}
pair: netsuite-shipstation

# shadow = read, plan and show what would be written, write nothing
# live   = write            paused = do nothing, keep the webhooks that come in
mode: shadow

# Time zone of the NetSuite account: whose day a posting date is.
timeZone: ${timeZone}

netsuite:
  # Setup > Company > Company Information; a sandbox looks like 1234567_SB1. In quotes.
  account: "${account}"

shipstation:
  # Only these stores (ids in quotes); empty = all stores.
  storeIds: []

# How long things are kept: webhooks that are dealt with, audit rows (absent = for ever).
retention:
  inbox: 90d

# Both systems compared by themselves, line by line; anything unexplained is told (ml-connector reconcile).
reconcile:
  every: 24h
  days: 7

syncs:
  # ShipStation parcel -> NetSuite item fulfilment
  orderShipped:
    enabled: true

    # ShipStation tells us at once (v1, v2, both, or [] = sweeps only) …
    webhooks: [v1]
    # Also what happens to orders before they ship (changed, split, merged, on hold, cancelled), for the trace.
    orderEvents: true
    # … and what it forgot to tell is found by looking at all that changed.
    sweep:
      every: 15m

    # How the sales order is found: tried in order, the first rule that finds exactly one wins.
    match:
      - { shipstation: orderKey, netsuite: externalId }
      - { shipstation: orderNumber, netsuite: otherRefNum }
      - { shipstation: orderNumber, netsuite: tranId }
    # What ShipStation's lineItemKey holds: line, lineUniqueKey, a custcol_ field, or none.
    lineKey: line

    # A picked, B packed, C shipped; none = account without Pick, Pack and Ship.
    shipStatus: C
    # Which day becomes the fulfilment's date: shipDate or labelCreated.
    shipDate: shipDate
    # A voided label: delete the fulfilment, or handOver to a person.
    onVoid: delete

    # ShipStation warehouse id -> NetSuite location id. Empty = the sales order line's own location.
    locations: {}
    #  "98765": 1

    # ShipStation SKU -> NetSuite item name, where they differ.
    skuAliases: {}
    #  TEE-BLK-M: "Shirt : Black : M"
    # Rows that are not goods.
    ignoreSkus: []
    # ShipStation service or carrier code -> NetSuite shipping item id.
    shipMethods: {}
    #  ups_ground: 7

    # A record that waits for a person looks again by itself this often.
    recheck: 15m

  # NetSuite stock -> ShipStation inventory levels. Needs a V2 key and ShipStation's Inventory add-on.
  stockLevels:
    # Off until the locations are mapped.
    enabled: false
    every: 24h
    # onHand or available; ShipStation takes its own open orders off by itself.
    quantity: onHand
    # NetSuite location id -> ShipStation inventory location id.
    locations: {}
    #  "1": se-0123-east
    # Kept back from every level.
    buffers:
      all: 0

  # NetSuite customers and their hierarchy -> fields of the open ShipStation orders. Off until you say so.
  customerProfiles:
    enabled: false
    # Which NetSuite field is the stable account number: entityId, externalId or a custentity_ field.
    accountNumber: entityId
    # How an order's owner is found: tried in order.
    match:
      - { shipstation: customerUsername, netsuite: accountNumber }
      - { shipstation: customerEmail, netsuite: email }
    # Filled only where empty; may be printed on labels. An empty text leaves the field alone.
    customField1: "{accountNumber}"
    customField2: "chain:{chain};reseller:{reseller};terms:{terms};category:{category}"
    customField3: ""
    # Value of the customer -> name of a tag that exists in ShipStation.
    tags: {}
    #  category: { Wholesale: B2B }
`;
