/** The Oracle Fusion connector, built from settings and credentials. */
import type { CallObserver, TokenCache } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import type { Fusion } from './contract.ts';
import type { FusionSettings } from './settings.ts';
import type { FusionCredentials } from './types.ts';

export type FusionOptions = { tokens: TokenCache; observe?: CallObserver; now?: () => Date };

export function createFusion(
  _settings: FusionSettings,
  _credentials: FusionCredentials,
  _options: FusionOptions,
): Fusion {
  throw new ConnectorError({ type: 'Config', system: 'fusion', message: 'Fusion is not built yet' });
}
