// Zip files as FBDI uses them: read by the central directory (stored and deflated entries), written deflated.
// Trap: no encryption, no zip64; anything else throws an Error.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  content: Buffer;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MOST_BYTES = 200_000_000;

function endOf(zip: Buffer): number {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 65_557); at -= 1)
    if (zip.readUInt32LE(at) === END) return at;
  throw new Error('no end of central directory');
}

function contentOf(zip: Buffer, header: number, central: number): Buffer {
  if (zip.readUInt32LE(header) !== LOCAL) throw new Error('bad local header');
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const packed = zip.subarray(start, start + zip.readUInt32LE(central + 20));
  const method = zip.readUInt16LE(central + 10);
  if (method !== 0 && method !== 8) throw new Error(`compression method ${method}`);
  const content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: MOST_BYTES });
  if (crc32(content) !== zip.readUInt32LE(central + 16)) throw new Error('bad checksum');
  return Buffer.from(content);
}

/** The files of a zip; throws an Error when it is none. */
export function unzip(zip: Buffer): ZipEntry[] {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new Error('bad central directory');
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) entries.push({ name, content: contentOf(zip, zip.readUInt32LE(at + 42), at) });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function headers(name: Buffer, content: Buffer, packed: Buffer, offset: number): { local: Buffer; central: Buffer } {
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(0x0800, 2);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt16LE(0x0021, 8);
  shared.writeUInt32LE(crc32(content), 10);
  shared.writeUInt32LE(packed.length, 14);
  shared.writeUInt32LE(content.length, 18);
  shared.writeUInt16LE(name.length, 22);
  const mark = (value: number) => {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32LE(value);
    return buffer;
  };
  const made = Buffer.alloc(2);
  made.writeUInt16LE(20);
  const local = Buffer.concat([mark(LOCAL), shared, name, packed]);
  const central = Buffer.concat([mark(CENTRAL), made, shared, Buffer.alloc(10), mark(offset), name]);
  return { local, central };
}

/** A zip of these files. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const { local, central } = headers(Buffer.from(name, 'utf8'), content, deflateRawSync(content), offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
