import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  backfillId,
  guardId,
  parkedId,
  parseRecordWorkflowId,
  pointerWorkflowId,
  previewId,
  recordWorkflowId,
  sweepId,
} from '../../workflows/ids.ts';

test('a record’s workflow id reads back as what it was made of', () => {
  const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
  fc.assert(
    fc.property(id, fc.stringMatching(/^\d{1,12}$/), (connection, key) => {
      expect(parseRecordWorkflowId(recordWorkflowId({ connection, sync: 'orderShipped', key }))).toEqual({
        connection,
        sync: 'orderShipped',
        key,
      });
    }),
  );
});

test('no other workflow’s id is taken for a record', () => {
  const others = [
    sweepId('acme', 'orderShipped'),
    `${sweepId('acme', 'orderShipped')}-2026-11-21T05:00:00Z`,
    backfillId('acme', 'orderShipped', '2026-11-01', '2026-11-02'),
    guardId('acme'),
    parkedId('acme'),
    previewId('acme', '1042'),
    pointerWorkflowId('acme', 'f'.repeat(64)),
  ];
  expect(others.map(parseRecordWorkflowId)).toEqual(others.map(() => undefined));
});
