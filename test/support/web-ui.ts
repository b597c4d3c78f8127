/**
 * A Temporal server with its Web UI, and the codec server that shows it clear text. The trap: the BROWSER calls the codec
 * server, so the address stands in the server's flags and the UI's origin in the codec server's settings, before either runs.
 */
import { resolveTemporalBinary } from '../../runtime/temporal-binary.ts';
import { freePort, startTemporalServer } from '../../runtime/temporal-server.ts';
import { createCodecServer } from '../../vault/codec-server.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { freshNamespace, type TestServer } from './temporal.ts';

export type CodecAddress = { url: string; token: string; close(): Promise<void> };

export type WebUi = {
  /** Hand it to startStack, which closes it. */
  server: TestServer;
  /** Hand it to startStack too. */
  masterKey: string;
  /** Of the Web UI, without a slash at its end. */
  url: string;
  codec: CodecAddress;
  /** After the stack has stopped. */
  stop(): Promise<void>;
};

/** The codec server on a free port. */
export async function startCodec(masterKey: string, allowedOrigins: string[] = []): Promise<CodecAddress> {
  const token = 'token-of-the-codec-server';
  const app = createCodecServer({ ring: loadKeyRing({ masterKey }).ring, token, allowedOrigins });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, token, close: () => app.close() };
}

/** `name` stands at the front of the namespace. */
export async function startWebUi(name: string): Promise<WebUi> {
  const { path } = await resolveTemporalBinary({ say: () => undefined });
  const [port, uiPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${uiPort}`;
  const masterKey = generateMasterKey();
  const codec = await startCodec(masterKey, [url]);
  const codecEndpoint = `${codec.url}/${codec.token}`;
  const temporal = await startTemporalServer({ binary: path, port, uiPort, codecEndpoint });
  const server = await freshNamespace(temporal.address, name);
  const stop = async () => {
    await temporal.stop();
    await codec.close();
  };
  return { server, masterKey, url, codec, stop };
}
