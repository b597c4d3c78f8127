/** Which lines of an update would be appended, and which of them are there already. */
import { expect, test } from '@jest/globals';
import { appendedSublists, withoutHeldLines } from '../../../connectors/netsuite/appended-lines.ts';
import type { Json, ViewValue } from '../../../connectors/netsuite/record-types.ts';

const line = { item: { id: '98' }, quantity: { decimal: '2' } };

test.each([
  [{ memo: 'x', entity: { id: '1' }, custom: ['a'] }, undefined, []],
  [{ item: { items: [{ line: { decimal: '1' }, isClosed: true }] } }, undefined, []],
  [{ apply: { items: [{ doc: { id: '104' }, apply: true }] } }, undefined, []],
  [{ addressBook: { items: [{ id: '7', defaultShipping: true }] } }, undefined, []],
  [{ item: { items: [line] } }, undefined, ['item']],
  [
    { item: { items: [{ line: { decimal: '1' } }, line] }, package: { items: [{ packageDescr: 'x' }] } },
    ['package'],
    ['item'],
  ],
])('%j replacing %j appends to %j', (body, replace, names) => {
  expect(appendedSublists(body as { [field: string]: Json }, replace)).toEqual(names);
});

test.each<[string, Json, ViewValue, boolean]>([
  ['the same line', line, { line: '4', item: { id: '98', refName: 'RED' }, quantity: '2', rate: '1' }, true],
  ['another quantity', line, { item: { id: '98' }, quantity: '3' }, false],
  ['another item', line, { item: { id: '99' }, quantity: '2' }, false],
  ['no quantity', line, { item: { id: '98' } }, false],
  ['a bare reference', line, { item: '98', quantity: '2' }, true],
  ['a reference by external id', { item: { externalId: 'SKU' } }, { item: { id: '5' } }, true],
  ['a bare enumeration', { country: 'US' }, { country: { id: 'US', refName: 'United States' } }, true],
  ['a deeper part', { a: { b: { c: 'x' } } }, { a: { b: { c: 'x', d: 'y' } } }, true],
  ['a deeper part that differs', { a: { b: { c: 'x' } } }, { a: { b: { c: 'z' } } }, false],
  ['a flag', { isClosed: true }, { isClosed: true }, true],
  ['a flag that differs', { isClosed: true }, { isClosed: false }, false],
  ['nothing wanted, nothing there', { memo: null }, { line: '1' }, true],
  ['nothing wanted, something there', { memo: null }, { memo: 'x' }, false],
])('%s', (_name, wanted, held, isThere) => {
  const left = withoutHeldLines({ x: { items: [wanted] } }, ['x'], { x: { items: [held] } });
  expect(left).toEqual({ x: { items: isThere ? [] : [wanted] } });
});

test('each held line counts once, and lines with a key stay', () => {
  const keyed = { line: { decimal: '1' }, isClosed: true };
  const held = { item: { items: [{ line: '1', item: { id: '98' }, quantity: '2' }] } };
  const left = withoutHeldLines({ memo: 'x', item: { items: [keyed, line, line] } }, ['item'], held);
  expect(left).toEqual({ memo: 'x', item: { items: [keyed, line] } });
  expect(withoutHeldLines({ item: { items: [line] } }, ['item'], {})).toEqual({ item: { items: [line] } });
});
