/** Several changes in one call: all or none, on the simulated pod and in odd answers. */
import { expect, test } from '@jest/globals';
import type { FusionChange } from '../../../connectors/fusion/types.ts';
import { errorOf, withPod } from './pod.ts';
import { bench, invoice } from './simulated.ts';

const POST = 'POST /';
const create = (number: string, more = {}): FusionChange => ({
  kind: 'create',
  resource: 'receivablesInvoices',
  body: invoice(number, { InvoiceStatus: 'Incomplete', ...more }),
});

test('made, changed and taken back in one call, answered in order', async () => {
  await bench(async ({ fusion }) => {
    const [one, two] = await fusion.changeTogether([create('1'), create('2')]);
    const [first, second] = [one, two].map((view) => String(view?.CustomerTransactionId));
    expect(one).toMatchObject({ TransactionNumber: '1', EnteredAmount: '43.2' });
    await fusion.readInvoice(first ?? '');
    const answers = await fusion.changeTogether([
      { kind: 'update', resource: 'receivablesInvoices', id: first ?? '', body: { InvoiceStatus: 'Complete' } },
      { kind: 'delete', resource: 'receivablesInvoices', id: second ?? '' },
    ]);
    expect(answers).toMatchObject([{ InvoiceStatus: 'Complete' }, undefined]);
    expect(await fusion.readInvoice(second ?? '')).toBeUndefined();
  });
});

test('a refused one takes the others back and tells its problems', async () => {
  await bench(async ({ fusion }) => {
    const error = await errorOf(fusion.changeTogether([create('1'), create('2', { TransactionType: 'Nonsense' })]));
    expect(error).toMatchObject({ type: 'Invalid', status: 400 });
    expect(error.message).toMatch(/AR_\w+/);
    expect(await fusion.findInvoices({ source: 'ShipStation', number: '1' })).toEqual([]);
    await fusion.createInvoice(invoice('1'));
    expect(await errorOf(fusion.changeTogether([create('1')]))).toMatchObject({ code: 'DUPLICATE_NUMBER' });
  });
});

test('media type, marks of a state that is gone, and answers that leave parts out', async () => {
  const part = (more: object) => ({ json: { parts: [{ id: 'part1', operation: 'update', ...more }] } });
  const answers = [
    part({ payload: { A: 1.5, links: [] } }),
    part({ preconditionSucceeded: false }),
    { json: {} },
    { status: 504 },
  ];
  const path = '/receivablesInvoices/7';
  const read = { json: { CustomerTransactionId: 7 }, headers: { etag: 'ACED' } };
  await withPod({ [POST]: answers, [`GET ${path}`]: read }, async ({ fusion, named }) => {
    const change = () =>
      fusion.changeTogether([
        { kind: 'update', resource: 'receivablesInvoices', id: '7', body: { N: { decimal: '1.10' } } },
      ]);
    await fusion.readInvoice('7');
    expect(await change()).toEqual([{ A: '1.5' }]);
    const [call] = named(POST);
    expect(call?.path).toBe('/fscmRestApi/resources/11.13.18.05/');
    expect(call?.headers['content-type']).toBe('application/vnd.oracle.adf.batch+json');
    expect(call?.body).toBe(
      `{"parts":[{"id":"part1","path":"${path}","operation":"update","ifMatch":"ACED","payload":{"N":1.10}}]}`,
    );
    expect(await errorOf(change())).toMatchObject({ type: 'Conflict', code: 'CHANGED' });
    expect(await errorOf(change())).toMatchObject({ type: 'Uncertain', code: 'UNEXPECTED_ANSWER' });
    expect(await errorOf(change())).toMatchObject({ type: 'Uncertain' });
    expect(await fusion.changeTogether([])).toEqual([]);
    const many = Array.from({ length: 51 }, (): FusionChange => create('1'));
    expect(await errorOf(fusion.changeTogether(many))).toMatchObject({ type: 'Invalid', code: 'TOO_MANY' });
    expect(named(POST)).toHaveLength(4);
  });
});
