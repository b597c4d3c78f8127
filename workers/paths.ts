/** Where this program keeps what it can make again (the workflow bundle). */
import { fileURLToPath } from 'node:url';

/** The clone's `.cache`, or `ML_CONNECTOR_CACHE` where the program folder is read-only. */
export const cacheDir = (): string =>
  process.env.ML_CONNECTOR_CACHE ?? fileURLToPath(new URL('../.cache', import.meta.url));
