// Views of the shop and of the app's installation.
// Trap: `plan.displayName` is deprecated; the new name is publicDisplayName.
import type { World } from '../../domain/world.ts';
import type { Context, View } from '../context.ts';
import { gid } from '../ids.ts';
import { instant } from './basics.ts';

const SHOP_ID = 548_380_009;

export function shopView(world: World): View {
  const { shop } = world.settings;
  return {
    __typename: 'Shop',
    id: gid('Shop', SHOP_ID),
    name: shop.name,
    email: 'owner@example.com',
    contactEmail: 'owner@example.com',
    myshopifyDomain: shop.domain,
    primaryDomain: { id: gid('Domain', SHOP_ID), host: shop.domain, url: `https://${shop.domain}`, sslEnabled: true },
    url: `https://${shop.domain}`,
    currencyCode: shop.currency,
    enabledPresentmentCurrencies: shop.presentmentCurrencies,
    ianaTimezone: shop.timeZone,
    timezoneAbbreviation: shop.timeZone,
    taxesIncluded: shop.taxesIncluded,
    taxShipping: shop.taxShipping,
    orderNumberFormatPrefix: shop.orderPrefix,
    orderNumberFormatSuffix: shop.orderSuffix,
    weightUnit: 'POUNDS',
    unitSystem: 'IMPERIAL_SYSTEM',
    setupRequired: false,
    createdAt: instant(Date.UTC(2024, 0, 1)),
    updatedAt: instant(Date.UTC(2024, 0, 1)),
    plan: {
      displayName: shop.plan,
      publicDisplayName: shop.plan,
      shopifyPlus: shop.plan === 'Plus',
      partnerDevelopment: false,
    },
  };
}

const scopeViews = (scopes: Iterable<string>) => [...scopes].map((handle) => ({ handle, description: handle }));

export function installationView(context: Context): View {
  const { appId, clientId, scopes } = context.caller;
  return {
    __typename: 'AppInstallation',
    id: gid('AppInstallation', appId),
    accessScopes: () => scopeViews(scopes),
    activeSubscriptions: [],
    app: {
      ...{ __typename: 'App', id: gid('App', appId), title: 'ml-connector', handle: 'ml-connector', apiKey: clientId },
      webhookApiVersion: context.world.settings.behaviour.appVersion,
      requestedAccessScopes: () => scopeViews(scopes),
    },
  };
}
