/** The small zip files, both ways, checked against the machine's own unzip where there is one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { filesOf, zipOf } from '../../../connectors/fusion/zip.ts';

const python = spawnSync('python3', ['-c', 'import zipfile']).status === 0;

test('what is packed is unpacked again', () => {
  const file = fc.record({ name: fc.stringMatching(/^[\w./ü-]{1,20}[\w]$/), text: fc.string({ unit: 'grapheme' }) });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 5 }), (files) => {
      expect(filesOf(zipOf(files))).toEqual(files);
    }),
  );
});

test('the same files give the same bytes', () => {
  const files = [{ name: 'GlInterface.csv', text: 'NEW,1\n' }];
  expect(zipOf(files)).toEqual(zipOf(files));
});

(python ? test : test.skip)('another program reads ours, and we read stored and deflated files of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  const run = (code: string) => expect(spawnSync('python3', ['-c', code], { cwd: folder }).stderr.toString()).toBe('');
  try {
    writeFileSync(join(folder, 'ours.zip'), zipOf([{ name: 'ä.csv', text: 'NEW,"ü"\n'.repeat(100) }]));
    run(`
import zipfile
ours = zipfile.ZipFile('ours.zip')
assert ours.testzip() is None
assert ours.read('ä.csv').decode() == 'NEW,"ü"\\n' * 100
with zipfile.ZipFile('theirs.zip', 'w') as out:
    out.writestr('folder/', '')
    out.writestr('stored.txt', 'plain', zipfile.ZIP_STORED)
    out.writestr('log.txt', 'line\\n' * 1000, zipfile.ZIP_DEFLATED)
    out.comment = b'made elsewhere'
`);
    expect(filesOf(readFileSync(join(folder, 'theirs.zip')))).toEqual([
      { name: 'stored.txt', text: 'plain' },
      { name: 'log.txt', text: 'line\n'.repeat(1000) },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a bomb, too many files, damage and what is no zip at all are refused', () => {
  const one = zipOf([{ name: 'a', text: '0'.repeat(5_000) }]);
  const bad = expect.objectContaining({ type: 'Invalid', code: 'BAD_ZIP' });
  const thrown = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };
  expect(thrown(() => filesOf(one, { bytes: 4_999 }))).toEqual(bad);
  expect(filesOf(one, { bytes: 5_000 })).toHaveLength(1);
  const two = zipOf(['a', 'b'].map((name) => ({ name, text: '' })));
  expect(thrown(() => filesOf(two, { files: 1 }))).toEqual(bad);
  expect(thrown(() => filesOf(Buffer.from('no zip')))).toEqual(bad);
  expect(thrown(() => filesOf(new Uint8Array()))).toEqual(bad);
  for (let at = 0; at < one.length; at += 3) {
    const damaged = Uint8Array.from(one);
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    const result = thrown(() => filesOf(damaged));
    if (!Array.isArray(result)) expect(result).toEqual(bad);
  }
});
