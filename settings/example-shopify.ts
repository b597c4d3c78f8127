/**
 * The commented file that `init --pair netsuite-shopify` writes. The trap: a test parses it, so that what we hand out is
 * never out of date.
 */
import type { ExampleInput } from './example.ts';

/** YAML of a new connection, mode `shadow`: it reads both systems and writes nothing until you say so. */
export const exampleShopify = ({ id, account = '1234567', timeZone = 'America/New_York' }: ExampleInput): string =>
  `# yaml-language-server: $schema=./connection.schema.json
# One shop and its NetSuite account. No secrets in here: they are set with
#   ml-connector credentials set ${id} netsuite
#   ml-connector credentials set ${id} shopify

# Short name; part of every workflow id. Never change it.
id: ${id}
pair: netsuite-shopify

# shadow = read, plan and show what would be written, write nothing
# live   = write            paused = do nothing, keep the webhooks that come in
mode: shadow

# Time zone of the NetSuite account: whose day a posting date is.
timeZone: ${timeZone}

netsuite:
  # Setup > Company > Company Information; a sandbox looks like 1234567_SB1. In quotes.
  account: "${account}"

shopify:
  # The shop's permanent domain (Settings > Domains), not the storefront's address.
  shop: my-shop.myshopify.com
  # true = orders older than 60 days are needed too (scope read_all_orders).
  allOrders: false

# How long things are kept: webhooks that are dealt with, audit rows (absent = for ever).
retention:
  inbox: 90d

# Both systems compared by themselves, order by order and payment by payment (ml-connector reconcile).
reconcile:
  every: 24h
  days: 7

syncs:
  # Shopify order -> NetSuite customer, sales order, deposit, credits and refunds
  shopifyOrder:
    enabled: true
    sweep:
      every: 15m
      overlap: 10m
    # NetSuite records are named <prefix>_SO_<order id>, _DEP_<transaction id> ... Never change it.
    externalIdPrefix: SHOPIFY
    # An order is posted this many minutes after it was placed.
    holdMinutes: 0

    # NetSuite items (internal ids) for what is not goods. An order that needs one that is missing waits and says which.
    items: {}
    #  tax: 901            # other-charge item, for tax.mode: taxLine
    #  shipping: 902       # refunded shipping
    #  giftCard: 903       # gift cards sold: an item on a liability account
    #  discount: 904       # for discounts: line
    #  tip: 905
    #  adjustment: 906     # refunded money that belongs to no line

    # taxLine = the tax is a line; suiteTaxOverride = tax details; netsuite = NetSuite computes it.
    tax:
      mode: taxLine

    # Bank account (NetSuite id) of each Shopify gateway; a used gift card needs the liability account.
    payments:
      as: customerDeposit
      gateways: {}
      #  shopify_payments: { account: 1 }
      #  gift_card: { account: 220 }
      #default: { account: 1 }

    # NetSuite defaults of each sales order.
    defaults: {}
    #  location: 1
    #  department: 3
    #  subsidiary: 1

    # Shopify's shipping title or code -> NetSuite ship item.
    shipping:
      methods: {}
      #  Standard: 4

    # Shopify SKU -> NetSuite item name, where they differ. See: ml-connector catalog check ${id}
    skuAliases: {}
    #  TEE-BLK-M: "Shirt : Black : M"

    # Shopify location id (in quotes) -> NetSuite location id.
    locations: {}
    #  "61234567890": 1

    # A record that waits for a person looks again by itself this often.
    recheck: 15m

  # Shopify customer -> NetSuite customer
  shopifyCustomer:
    enabled: true
    # The same as above; never change it.
    externalIdPrefix: SHOPIFY
    # Fields that Shopify owns; all others are only written when the customer is made.
    owns: [name, email, phone, addresses, consent]
    # NetSuite subsidiary of new customers (OneWorld needs it).
    #subsidiary: 1
`;
