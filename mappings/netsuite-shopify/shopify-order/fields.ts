/**
 * Custom fields of the order and its lines, by the small tables of the settings.
 * The trap: an empty value is left out, because an empty text would clear what NetSuite fills in by itself.
 */
import type { Attribute, Order, OrderLine } from '../../../connectors/shopify/types.ts';
import type { Slot } from './slots.ts';
import type { OrderPlanInput } from './types.ts';

const LONGEST_FIELD = 300;

const attribute = (attributes: Attribute[], key: string): string | undefined =>
  attributes.find((candidate) => candidate.key === key)?.value;

/** Metafields (`namespace.key`) that must be read with the order. */
export function metafieldsOf(settings: OrderPlanInput['settings']): string[] {
  const sources = settings.fields.flatMap(({ from }) => (from?.startsWith('metafield:') ? [from] : []));
  return [...new Set(sources.map((from) => from.slice('metafield:'.length)))];
}

export function bodyFields({ order, settings }: OrderPlanInput): Record<string, string | boolean> {
  return Object.fromEntries(
    settings.fields.flatMap(({ to, from, constant }) => {
      const value = constant ?? (from === undefined ? undefined : bodyValue(order, from));
      return value === undefined || value === '' ? [] : [[to, shortened(value)]];
    }),
  );
}

export function lineFields({ settings }: OrderPlanInput, slot: Slot): Record<string, string | boolean> {
  const [line] = slot.lines;
  if (line === undefined) return {};
  return Object.fromEntries(
    settings.lineFields.flatMap(({ to, from, constant }) => {
      const value = constant ?? (from === undefined ? undefined : lineValue(line, from));
      return value === undefined || value === '' ? [] : [[to, shortened(value)]];
    }),
  );
}

const shortened = (value: string | boolean): string | boolean =>
  typeof value === 'string' ? value.slice(0, LONGEST_FIELD) : value;

function bodyValue(order: Order, from: string): string | undefined {
  if (from.startsWith('attribute:')) return attribute(order.attributes, from.slice('attribute:'.length));
  if (from.startsWith('metafield:')) {
    const name = from.slice('metafield:'.length);
    return order.metafields.find((metafield) => `${metafield.namespace}.${metafield.key}` === name)?.value;
  }
  const values: Record<string, string | undefined> = {
    id: order.id,
    name: order.name,
    number: String(order.number),
    confirmationNumber: order.confirmationNumber,
    poNumber: order.poNumber,
    note: order.note,
    tags: order.tags.join(', '),
    sourceName: order.sourceName,
    sourceIdentifier: order.sourceIdentifier,
    appName: order.appName,
    email: order.email,
    phone: order.phone,
    discountCodes: order.discountCodes.join(', '),
    paymentGateways: order.paymentGatewayNames.join(', '),
    financialStatus: order.financialStatus,
    processedAt: order.processedAt,
    shippingTitle: order.shippingLines.find((line) => !line.isRemoved)?.title,
  };
  return values[from];
}

function lineValue(line: OrderLine, from: string): string | undefined {
  if (from.startsWith('attribute:')) return attribute(line.attributes, from.slice('attribute:'.length));
  const values: Record<string, string | undefined> = {
    id: line.id,
    title: line.title,
    variantTitle: line.variantTitle,
    sku: line.sku?.trim(),
    vendor: line.vendor,
  };
  return values[from];
}
