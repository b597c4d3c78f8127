/** A closed period of a pod that cannot be asked for its periods. */
import { expect, test } from '@jest/globals';
import { withWaysOut } from '../../../activities/fusion-shipstation/closed-period.ts';
import { ConnectorError } from '../../../connectors/http/errors.ts';

const SCOPE = { connection: 'acme', sync: 'receivablesPosting', recordKey: '77' };
const refused = (code: string) =>
  new ConnectorError({ type: 'Invalid', system: 'fusion', status: 400, code, message: 'the period is not open' });

test('Fusion’s own refusal of a closed period names the ways out, with the commands to type', () => {
  const told = withWaysOut(refused('PERIOD_CLOSED'), SCOPE, '10m');
  expect(told).toMatchObject({ type: 'Invalid', code: 'PERIOD_CLOSED', status: 400 });
  expect(told.message).toMatch(
    /^the period is not open\. Ways out: \(1\) open .* every 10 min; \(2\) .*business\.ledgerId/,
  );
  expect(told.message).toContain('ml-connector retry acme/receivablesPosting/77 --next-period');
  expect(told.message).toContain('ml-connector skip acme/receivablesPosting/77');
});

test('any other error stays as it is', () => {
  const other = refused('AR_ITEM_INVALID');
  expect(withWaysOut(other, SCOPE, '10m')).toBe(other);
  const odd = new Error('odd');
  expect(withWaysOut(odd, SCOPE, '10m')).toBe(odd);
});
