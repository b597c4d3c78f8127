// Bill-to and ship-to of a document: account by number or name, site by the business unit's set.
// Trap: an inactive customer is not found at all, and several sites without a primary one are refused.
import type { BusinessUnit, CustomerAccount, Site } from '../domain/model.ts';
import { type Item, text } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import type { DocumentForm, Findings } from './form.ts';

export interface Bill {
  customer: CustomerAccount | undefined;
  site: Site | undefined;
}

function account(world: World, number: string, name: string): CustomerAccount | undefined {
  return world.customers.find(
    (row) => row.active && (number === '' || row.number === number) && (name === '' || row.name === name),
  );
}

const sitesFor = (customer: CustomerAccount, unit: BusinessUnit, code: string) =>
  customer.sites.filter(
    (site) => site.active && site.setId === unit.setId && site.uses.some((use) => use.code === code && use.active),
  );

const named = (sites: Site[], wanted: string) => sites.find((site) => site.number === wanted || site.name === wanted);

function primary(sites: Site[], code: string): Site | undefined {
  if (sites.length === 1) return sites[0];
  return sites.find((site) => site.uses.some((use) => use.code === code && use.primary));
}

function billSite(customer: CustomerAccount, unit: BusinessUnit, wanted: string, found: Findings): Site | undefined {
  const sites = sitesFor(customer, unit, 'BILL_TO');
  const site = wanted === '' ? primary(sites, 'BILL_TO') : named(sites, wanted);
  if (!site && wanted === '' && sites.length > 1)
    found.add('AR_BILL_TO_SITE_DUPLICATE', 'The customer has more than one bill-to site. Enter one.', '/BillToSite');
  else if (!site)
    found.add(
      'AR_BILL_TO_SITE_NOT_FOUND',
      'The bill-to site doesn’t exist for this customer and business unit.',
      '/BillToSite',
    );
  return site;
}

/** The bill-to of a document. */
export function billTo(
  world: World,
  body: Item,
  unit: BusinessUnit | undefined,
  form: DocumentForm,
  found: Findings,
): Bill {
  const [number, name] = [text(body, 'BillToCustomerNumber'), text(body, 'BillToCustomerName')];
  if (number === '' && name === '') found.required(form, 'BillToCustomerNumber');
  const customer = number === '' && name === '' ? undefined : account(world, number, name);
  if (!customer && (number !== '' || name !== '')) {
    const detail = "The criteria you entered didn't return a bill-to customer.";
    found.add('AR_BILL_TO_CUST_NOT_FOUND', detail, '/BillToCustomerNumber');
  }
  const site = customer && unit ? billSite(customer, unit, text(body, 'BillToSite'), found) : undefined;
  return { customer, site };
}

/** Checks the ship-to, when one is given. */
export function checkShipTo(
  world: World,
  body: Item,
  unit: BusinessUnit | undefined,
  form: DocumentForm,
  found: Findings,
): void {
  const [number, name] = [text(body, 'ShipToCustomerNumber'), text(body, 'ShipToCustomerName')];
  const wanted = text(body, form.shipSite);
  if (number === '' && name === '') {
    if (wanted !== '')
      found.add('AR_SHIP_TO_CUST_NUM_REQ', 'Enter a ship-to customer for the site.', `/${form.shipSite}`);
    return;
  }
  const customer = account(world, number, name);
  if (!customer) found.add('AR_SHIP_TO_CUST_NOT_FOUND', "The ship-to customer doesn't exist.", '/ShipToCustomerNumber');
  else if (wanted !== '' && unit && !named(sitesFor(customer, unit, 'SHIP_TO'), wanted))
    found.add('AR_SHIP_TO_SITE_NOT_FOUND', "The ship-to site doesn't exist.", `/${form.shipSite}`);
}
