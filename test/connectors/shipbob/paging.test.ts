// The dialects of `next`.
import { expect, test } from '@jest/globals';
import { followed, nextCursor } from '../../../connectors/shipbob/paging.ts';

test.each([
  ['an absolute link', 'https://api.test/2026-07/return?cursor=2&Limit=50', 'cursor=2&Limit=50'],
  ['a path with version', '/2026-07/product?Cursor=abc', 'Cursor=abc'],
  ['a path without version', '/Product?cursor=H4sI', 'cursor=H4sI'],
  ['a query alone', '?cursor=5', 'cursor=5'],
  ['a bare pair', 'cursor=5', 'cursor=5'],
  ['a bare token', 'eyJ+/w==', 'Cursor=eyJ%2B%2Fw%3D%3D'],
  ['a token that starts like a path', '/w+=', 'Cursor=%2Fw%2B%3D'],
  ['a link whose token has a plus sign', '/p?cursor=a+b', 'cursor=a%2Bb'],
  ['a link with a fragment', '/p?cursor=1#x', 'cursor=1'],
])('%s', (_name, next, expected) => {
  expect(nextCursor(next, 'Cursor')).toBe(expected);
});

test.each(['', '   ', 'https://api.test/2026-07/return'])('"%s" is the end', (next) => {
  expect(nextCursor(next, 'Cursor')).toBeUndefined();
});

test('a link to the page that was just read is the end', () => {
  expect(nextCursor('abc', 'Cursor', 'Cursor=abc')).toBeUndefined();
});

test('a cursor takes the place of filters of the same name, whatever their capitals', () => {
  expect(followed({ Limit: '250', Status: 'Completed' }, 'cursor=2&limit=50')).toEqual({
    Status: 'Completed',
    cursor: '2',
    limit: '50',
  });
});
