/** One fresh ShipStation simulator and a door for its webhooks for each test, and the connector against them. */
import { afterEach, beforeEach, expect } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ShipStation } from '../../connectors/shipstation/contract.ts';
import { createShipStation } from '../../connectors/shipstation/index.ts';
import { type ShipStationSettings, shipStationSettingsSchema } from '../../connectors/shipstation/settings.ts';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';

export const START = '2026-07-15T15:00:00.000Z';
export type Delivery = { headers: Record<string, string | string[] | undefined>; rawBody: Buffer };

/** `state` is filled before each test. */
export type Bench = { sim: ShipStationSimulator; doorUrl: string; delivered: Delivery[] };
export const state = {} as Bench;
let door: FastifyInstance;

export function useShipStation(): void {
  beforeEach(async () => {
    state.sim = await startShipStationSimulator({ startAt: START, v2Port: 0 });
    state.sim.clock.freeze(true);
    state.sim.clock.set(Date.parse(START));
    state.delivered = [];
    door = Fastify({ forceCloseConnections: true });
    door.removeAllContentTypeParsers();
    door.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    door.post('/hook', async (request) => {
      state.delivered.push({ headers: request.headers, rawBody: request.body as Buffer });
      return {};
    });
    state.doorUrl = `${await door.listen({ host: '127.0.0.1', port: 0 })}/hook`;
  });

  afterEach(async () => {
    const { sim } = state;
    // Nothing the connector sent may be a mistake that the vendor merely lets pass.
    const mistakes = sim.log.entries().flatMap((entry) => entry.notes.map((note) => `${entry.path}: ${note}`));
    await Promise.all([sim.close(), door.close()]);
    expect(mistakes).toEqual([]);
  });
}

export function settingsFor(changes: object = {}): ShipStationSettings {
  const { sim } = state;
  const addresses = { v1BaseUrl: sim.url, v2BaseUrl: sim.v2Url, jwksUrl: sim.jwksUrl };
  return shipStationSettingsSchema.parse({ ...addresses, ...changes });
}

export const credentials = { v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' }, v2: { apiKey: 'sim-v2-key' } };

export const connect = (changes: object = {}, priority = 1): ShipStation =>
  createShipStation(settingsFor(changes), credentials, {
    // The budget runs on the simulator's elapsed time, so that a test can jump to the next window.
    now: () => new Date(Date.parse(START) + state.sim.clock.elapsedMs()),
    priority: () => priority,
  });

export const seedOrders = (count: number) => state.sim.seed({ generate: { count, linesPerOrder: 2 } }).orderIds;
