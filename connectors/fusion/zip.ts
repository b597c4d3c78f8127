/**
 * The small zip files that Fusion takes and gives: text files, stored or deflated.
 * The trap: a zip says by itself how large it will be and may lie; sizes and numbers are limited before anything is unpacked.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { notSent } from './errors.ts';

export type TextFile = { name: string; text: string };
export type ZipLimits = { files?: number; bytes?: number };

const MOST_FILES = 200;
const MOST_BYTES = 64 * 1024 * 1024;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const UTF8 = 0x0800;
const DEFLATE = 8;
const STORED = 0;
/** Midnight of 1 January 1980: the content alone decides what the file looks like. */
const DOS_DATE = 0x0021;

/** A zip of these files; the same files give the same bytes. */
export function zipOf(files: TextFile[]): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.name, 'utf8');
    const content = Buffer.from(file.text, 'utf8');
    const packed = deflateRawSync(content);
    const shared = sharedHeader(name, content, packed);
    const local = Buffer.concat([uint32(LOCAL), shared, name, packed]);
    centrals.push(
      Buffer.concat([
        uint32(CENTRAL),
        uint16(20),
        shared,
        uint16(0),
        uint16(0),
        uint16(0),
        uint32(0),
        uint32(offset),
        name,
      ]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const counts = Buffer.concat([uint16(0), uint16(0), uint16(files.length), uint16(files.length)]);
  const end = Buffer.concat([uint32(END), counts, uint32(directory.length), uint32(offset), uint16(0)]);
  return Buffer.concat([...locals, directory, end]);
}

/** Version, flags, method, time, date, check sum, sizes, lengths of name and extra: the same in both headers. */
function sharedHeader(name: Buffer, content: Buffer, packed: Buffer): Buffer {
  return Buffer.concat([
    ...[20, UTF8, DEFLATE, 0, DOS_DATE].map(uint16),
    ...[crc32(content), packed.length, content.length].map(uint32),
    ...[name.length, 0].map(uint16),
  ]);
}

const uint16 = (value: number): Buffer => {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
};
const uint32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
};

/** The text files of a zip, folders left out. Throws `Invalid` BAD_ZIP for what is none, is damaged or is too large. */
export function filesOf(zip: Uint8Array, limits: ZipLimits = {}): TextFile[] {
  const buffer = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  try {
    return entriesOf(buffer, limits.files ?? MOST_FILES, limits.bytes ?? MOST_BYTES);
  } catch (error) {
    if (error instanceof ZipFault) throw notSent('BAD_ZIP', `The zip file that Fusion gave ${error.message}`);
    throw notSent('BAD_ZIP', 'The zip file that Fusion gave is damaged');
  }
}

class ZipFault extends Error {}

function entriesOf(buffer: Buffer, mostFiles: number, mostBytes: number): TextFile[] {
  const end = endRecord(buffer);
  const count = buffer.readUInt16LE(end + 10);
  if (count > mostFiles) throw new ZipFault(`holds ${count} files, more than ${mostFiles}`);
  const files: TextFile[] = [];
  let at = buffer.readUInt32LE(end + 16);
  let bytes = 0;
  for (let index = 0; index < count; index++) {
    if (buffer.readUInt32LE(at) !== CENTRAL) throw new ZipFault('is damaged');
    const nameBytes = buffer.readUInt16LE(at + 28);
    const name = buffer.toString('utf8', at + 46, at + 46 + nameBytes);
    if (!name.endsWith('/')) {
      const content = contentOf(buffer, at, mostBytes - bytes);
      bytes += content.length;
      files.push({ name, text: content.toString('utf8') });
    }
    at += 46 + nameBytes + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32);
  }
  return files;
}

/** Looked for from the end: a comment of up to 64 KiB may follow it. */
function endRecord(buffer: Buffer): number {
  const first = Math.max(0, buffer.length - END_BYTES - 0xffff);
  for (let at = buffer.length - END_BYTES; at >= first; at--) {
    if (buffer.readUInt32LE(at) === END) return at;
  }
  throw new ZipFault('is none');
}

function contentOf(buffer: Buffer, central: number, mostBytes: number): Buffer {
  const method = buffer.readUInt16LE(central + 10);
  const packedBytes = buffer.readUInt32LE(central + 20);
  const local = buffer.readUInt32LE(central + 42);
  if (buffer.readUInt32LE(local) !== LOCAL) throw new ZipFault('is damaged');
  const start = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28);
  const packed = buffer.subarray(start, start + packedBytes);
  if (packed.length !== packedBytes) throw new ZipFault('is cut off');
  const content = unpacked(method, packed, mostBytes);
  if (crc32(content) !== buffer.readUInt32LE(central + 16)) throw new ZipFault('is damaged');
  return content;
}

function unpacked(method: number, packed: Buffer, mostBytes: number): Buffer {
  const tooLarge = () => new ZipFault(`is larger than ${MOST_BYTES} bytes unpacked`);
  if (method === STORED) {
    if (packed.length > mostBytes) throw tooLarge();
    return packed;
  }
  if (method !== DEFLATE) throw new ZipFault(`is packed by method ${method}, which is not known here`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, mostBytes) });
  } catch (error) {
    const isSize =
      error instanceof RangeError || (error instanceof Error && /larger than|maxOutputLength/i.test(error.message));
    throw isSize ? tooLarge() : new ZipFault('is damaged');
  }
}
