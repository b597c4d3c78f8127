// Before all test files: a folder through which they share one Temporal server (started by the first that asks for it).
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function start() {
  process.env.ML_CONNECTOR_TEST_TEMPORAL = mkdtempSync(join(tmpdir(), 'ml-connector-test-'));
}
