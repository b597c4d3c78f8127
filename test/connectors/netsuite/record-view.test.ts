/** Exact numbers on the wire, values by path, and expectations. */
import { expect, test } from '@jest/globals';
import Big from 'big.js';
import fc from 'fast-check';
import { exactBody, parseExact } from '../../../connectors/netsuite/exact-json.ts';
import type { RecordView } from '../../../connectors/netsuite/record-types.ts';
import { mismatches, sublistsOf, valueAt, valuesAt } from '../../../connectors/netsuite/record-view.ts';

/** Decimal text of up to 30 digits, far beyond what a double can hold. */
const decimalText = fc
  .tuple(fc.boolean(), fc.bigInt(0n, 10n ** 20n), fc.stringMatching(/^\d{0,10}$/))
  .map(([minus, whole, rest]) => `${minus ? '-' : ''}${whole}${rest === '' ? '' : `.${rest}`}`);

test('every decimal text is written with its own digits', () => {
  fc.assert(
    fc.property(decimalText, (decimal) => {
      expect(JSON.stringify(exactBody({ a: [{ b: { decimal } }] }))).toBe(`{"a":[{"b":${decimal}}]}`);
    }),
  );
});

test('what is written is read back as the same number', () => {
  fc.assert(
    fc.property(decimalText, (decimal) => {
      const back = parseExact(JSON.stringify(exactBody({ a: { decimal } }))) as { a: string };
      expect(new Big(back.a).eq(new Big(decimal))).toBe(true);
      expect(back.a).toMatch(/^-?\d+(\.\d*[1-9])?$/);
    }),
  );
});

test('text that is no decimal never gets onto the wire', () => {
  const isDecimal = (text: string) => /^-?\d+(\.\d+)?$/.test(text);
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('', '1.', '.5', '+1', '1e5', 'NaN', '0x1', '1 ')),
      (text) => {
        fc.pre(!isDecimal(text));
        expect(() => exactBody({ a: { decimal: text } })).toThrow('not a number');
      },
    ),
  );
  expect(() => exactBody({ rate: { decimal: '9'.repeat(41) } })).toThrow('rate');
});

test('leading zeros go, other values stay as they are', () => {
  const body = {
    a: { decimal: '007.50' },
    b: 'x',
    c: null,
    d: true,
    e: { decimal: '1', more: 'y' },
    f: [{ decimal: '-0.10' }],
  };
  expect(JSON.stringify(exactBody(body))).toBe(
    '{"a":7.50,"b":"x","c":null,"d":true,"e":{"decimal":"1","more":"y"},"f":[-0.10]}',
  );
  expect([parseExact(''), parseExact('<html>')]).toEqual([undefined, undefined]);
  expect(parseExact('{"a":2.50,"b":1E3,"c":[0.0]}')).toEqual({ a: '2.5', b: '1000', c: ['0'] });
});

const view: RecordView = {
  total: '59.48',
  otherRefNum: '0012',
  memo: '',
  empty: null,
  toBeEmailed: false,
  entity: { id: '110', refName: 'Ada' },
  orderType: { refName: 'Standard' },
  custbody_shop: 'S1',
  item: {
    items: [
      { line: '1', item: { id: '98' }, amount: '39.98', isClosed: true },
      { line: '4', item: { id: '99' }, amount: '12' },
      { line: '6', item: { id: '99' }, amount: '7.5' },
    ],
  },
};

test.each([
  ['total', '59.48'],
  ['TOTAL', '59.48'],
  ['entity', '110'],
  ['entity.refName', 'Ada'],
  ['orderType', 'Standard'],
  ['toBeEmailed', 'false'],
  ['custBody_Shop', 'S1'],
  ['item.items.length', '3'],
  ['item.items[line=4].amount', '12'],
  ['item.items[line=1].item', '98'],
  ['item.items[1].amount', '12'],
  ['item.items[item.id=99][1].amount', '7.5'],
  ['item.items[item.id=99][amount=12.00].line', '4'],
  ['item.items[line=1].isClosed', 'true'],
  ['item.items[item.id=99].amount', undefined],
  ['item.items[line=9].amount', undefined],
  ['item', undefined],
  ['memo', undefined],
  ['empty', undefined],
  ['constructor', undefined],
  ['total.deeper', undefined],
])('value at %s', (path, value) => {
  expect(valueAt(view, path)).toBe(value);
});

test('several lines have several values', () => {
  expect(valuesAt(view, 'item.items[item.id=99].amount')).toEqual(['12', '7.5']);
});

test.each(['', '.a', 'a..b', 'a[', 'a[]', 'a b', 'a[0]b', 'a.'])('"%s" is no path', (path) => {
  expect(() => valueAt(view, path)).toThrow('not a path');
});

test.each([
  ['total', '59.480', []],
  ['total', '59.49', ['59.49', '59.48']],
  ['otherRefNum', '12', ['12', '0012']],
  ['otherRefNum', '0012', []],
  ['entity.id', '110', []],
  ['taxTotal', '0.00', []],
  ['taxTotal', '0.01', ['0.01', undefined]],
  ['memo', '', []],
  ['memo', 'x', ['x', undefined]],
  ['toBeEmailed', 'true', ['true', 'false']],
  ['item.items[item.id=99].amount', '12', ['12', '12, 7.5']],
  ['item.items[item.id=98].amount', '39.98', []],
])('expecting %s to be "%s"', (field, value, wrong) => {
  const found = mismatches(view, [{ field, value }]);
  expect(found).toEqual(wrong.length === 0 ? [] : [{ field, wanted: wrong[0], found: wrong[1] }]);
});

test('tells which sublists must be read', () => {
  const fields = ['total', 'entity.id', 'item.items[line=1].rate', 'item.items.length', 'shippingAddress.city'];
  expect(sublistsOf(fields.map((field) => ({ field, value: '' })))).toEqual(['item', 'shippingAddress']);
});
