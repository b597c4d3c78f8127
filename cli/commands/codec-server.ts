/** `codec-server`: lets Temporal's Web UI and CLI show histories in clear text to who holds the token. */
import type { Command } from 'commander';
import { loadEnv } from '../../runtime/env.ts';
import { addCommand } from '../command.ts';

export const addCodecServer = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'codec-server',
    summary: 'run the codec server alone, with which Temporal’s Web UI shows histories in clear text',
    examples: ['codec-server'],
    more: 'Its token is ML_CONNECTOR_CODEC_TOKEN, or the file codec.token in ML_CONNECTOR_HOME.',
    run: async () => {
      const env = loadEnv();
      const { loadKeyRing } = await import('../../vault/keys.ts');
      const { createCodecServer } = await import('../../vault/codec-server.ts');
      const { codecToken } = await import('../../runtime/codec-token.ts');
      const { createLogger } = await import('../../runtime/log.ts');
      const { runProcess } = await import('../../runtime/process.ts');
      const { ring } = loadKeyRing(env.keys);
      const log = createLogger(env, 'codec');
      const { host, port, origins } = env.codec;
      const server = createCodecServer({ ring, token: codecToken(env), allowedOrigins: origins, logger: log });
      runProcess({
        name: 'codec server',
        log,
        start: async () => {
          await server.listen({ host, port });
        },
        stop: () => server.close(),
      });
      return undefined;
    },
  });
