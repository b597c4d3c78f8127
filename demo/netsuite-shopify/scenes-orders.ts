/**
 * Orders come in: plain ones and all their kinds, and everything that can go wrong between the two systems.
 * The trap: faults are switched on for the scene and run out by themselves (`times`), so that no scene hides in the next.
 */
import { sleep, until } from '../wait.ts';
import { FIRST_NUMBER } from './orders.ts';
import { LIMIT_MS, numbered, type Play, place, posted, struck } from './play.ts';
import { MISSING_SKU } from './store.ts';

const PACE_MS = 250;

/** #1001 to #1009; the rest of the week begins when NetSuite has the first. */
export async function kinds(play: Play): Promise<void> {
  for (let n = 0; n < 9; n++) {
    await place(play);
    await sleep(PACE_MS);
  }
  await posted(play, numbered(play, FIRST_NUMBER));
}

/** #1010 to #1013. */
export async function mustWait(play: Play): Promise<void> {
  const authorised = await place(play);
  for (let n = 0; n < 3; n++) await place(play);
  play.show.tell(`NetSuite does not know ${MISSING_SKU.inShop}: two orders will wait, and one for its money`);
  await play.vendors.shopify.pay(authorised.id);
  play.show.tell(`${authorised.name}: the authorised money is taken`);
}

/** #1014 to #1016. */
export async function badWebhooks(play: Play): Promise<void> {
  const { shopify } = play.vendors;
  const twice = { duplicateProbability: 1, duplicateKind: 'new-id', reorderProbability: 0.5, reorderMs: 1500 };
  await shopify.set({ webhooks: twice });
  const doubled = [await place(play, true), await place(play, true)].map(({ name }) => name);
  play.show.tell(
    `${doubled.join(' and ')}: their webhooks come twice and in disorder; the first buyer has bought before`,
  );
  await shopify.set({ webhooks: { duplicateProbability: 0, reorderProbability: 0, lossProbability: 1 } });
  const { name } = await place(play, true);
  await shopify.set({ webhooks: { lossProbability: 0 } });
  play.show.tell(`${name}: all its webhooks are lost; the sweep has to find it`);
  const again = await shopify.redeliver(8);
  await shopify.forge();
  play.show.tell(`${again} old webhooks are sent again, and one whose signature is not Shopify's`);
}

/** #1017 to #1019. */
export async function workerKilled(play: Play): Promise<void> {
  const names = [await place(play, true), await place(play, true), await place(play, true)].map(({ name }) => name);
  await sleep(PACE_MS);
  const pid = play.stack.kill('worker');
  const killedMs = Date.now();
  play.show.tell(`kill -9 of the worker (process ${pid}) while it works on ${names.join(', ')}`, 'bad');
  await until('another worker', LIMIT_MS, async () => {
    const now = play.stack.pidOf('worker');
    return now === undefined || now === pid ? undefined : now;
  });
  play.show.tell(`the supervisor has started another worker after ${((Date.now() - killedMs) / 1000).toFixed(1)} s`);
}

/** #1020 to #1023. */
export async function vendorTrouble(play: Play): Promise<void> {
  const { netSuite, shopify } = play.vendors;
  play.show.tell('Shopify answers THROTTLED, NetSuite 429 and 500 to the next calls');
  await shopify.addFaults([
    { kind: 'throttled', times: 5 },
    { kind: 'server-error', times: 2 },
  ]);
  await netSuite.addFaults([
    { kind: 'rate-limit', times: 8 },
    { kind: 'server-error', times: 3 },
  ]);
  await place(play);
  await place(play);
  await struck(play);
  await netSuite.addFaults([
    { kind: 'drop-after', times: 1, method: 'POST', path: 'salesOrder$' },
    { kind: 'drop-after', times: 1, method: 'POST', path: 'customerDeposit$' },
  ]);
  const { name } = await place(play, true);
  play.show.tell(`${name}: NetSuite makes the next sales order and the next deposit, but the answers are lost`);
  await struck(play);
  await netSuite.expireTokens();
  const late = await place(play, true);
  play.show.tell(`${late.name} comes just when NetSuite's access token has expired`);
}
