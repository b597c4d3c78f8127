import { expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import {
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { createDataConverter } from '../../vault/data-converter.ts';
import { randomRing } from './rings.ts';

test('failure messages, stack traces and details are encrypted and come back', async () => {
  const converter = loadDataConverter(createDataConverter(randomRing()));
  const error = ApplicationFailure.create({
    message: 'refused for jane@example.com',
    type: 'Invalid',
    details: ['Jane'],
  });
  const failure = await encodeErrorToFailure(converter, error);
  expect(failure.message).toBe('Encoded failure');
  expect(failure.stackTrace).toBe('');
  const stored = JSON.stringify(failure, (_key, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(stored).not.toMatch(/jane|data-converter\.test/i);
  const back = await decodeOptionalFailureToOptionalError(converter, failure);
  expect(back).toMatchObject({ message: 'refused for jane@example.com', type: 'Invalid', details: ['Jane'] });
  expect(back?.stack).toContain('data-converter.test');
});
