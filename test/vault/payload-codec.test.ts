import { expect, test } from '@jest/globals';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { createPayloadCodec } from '../../vault/payload-codec.ts';
import { randomRing, rotated } from './rings.ts';

const ring = randomRing();
const codec = createPayloadCodec(ring);
const value = (payload: Payload | undefined) => defaultPayloadConverter.fromPayload(payload!);
const textOf = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes!).toString('utf8');

test('any JSON value comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 4 }), async (values) => {
      const clear = values.map((each) => defaultPayloadConverter.toPayload(each)!);
      const opened = await codec.decode(await codec.encode(clear));
      expect(opened.map(value)).toEqual(clear.map(value));
    }),
  );
});

test('metadata and empty payloads survive', async () => {
  const clear: Payload[] = [
    { metadata: { encoding: Buffer.from('binary/plain'), extra: Buffer.from([0, 255]) }, data: Buffer.from([1, 2]) },
    defaultPayloadConverter.toPayload(undefined)!,
  ];
  const [first, second] = await codec.decode(await codec.encode(clear));
  expect(textOf(first?.metadata?.encoding)).toBe('binary/plain');
  expect([...first!.metadata!.extra!]).toEqual([0, 255]);
  expect([...first!.data!]).toEqual([1, 2]);
  expect(value(second)).toBeUndefined();
});

test('an encoded payload names its encoding and key and hides the rest', async () => {
  const [sealed] = await codec.encode([defaultPayloadConverter.toPayload({ email: 'jane@example.com' })!]);
  expect(textOf(sealed?.metadata?.encoding)).toBe('binary/encrypted');
  expect(textOf(sealed?.metadata?.['encryption-key-id'])).toBe(ring.current.id);
  expect(Buffer.from(sealed!.data!).includes('jane')).toBe(false);
});

test('plain JSON typed by a person passes through decode', async () => {
  const typed = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"reason":"mended"}') };
  const bare = { data: Buffer.from('x') };
  expect(await codec.decode([typed, bare])).toEqual([typed, bare]);
});

test('any key of the ring opens; the current one seals', async () => {
  const sealed = await codec.encode([defaultPayloadConverter.toPayload('old')!]);
  const newRing = rotated(ring);
  const newCodec = createPayloadCodec(newRing);
  expect((await newCodec.decode(sealed)).map(value)).toEqual(['old']);
  const [again] = await newCodec.encode([defaultPayloadConverter.toPayload('new')!]);
  expect(textOf(again?.metadata?.['encryption-key-id'])).toBe(newRing.current.id);
});

test('an unknown key id and a changed payload fail in words', async () => {
  const sealed = await codec.encode([defaultPayloadConverter.toPayload('x')!]);
  const stranger = createPayloadCodec(randomRing());
  await expect(stranger.decode(sealed)).rejects.toThrow(`"${ring.current.id}", which is not in the key ring`);
  const changed = Buffer.from(sealed[0]!.data!);
  changed[30]! ^= 1;
  await expect(codec.decode([{ ...sealed[0], data: changed }])).rejects.toThrow('does not open');
  await expect(codec.decode([{ ...sealed[0], data: new Uint8Array(3) }])).rejects.toThrow('does not open');
});
