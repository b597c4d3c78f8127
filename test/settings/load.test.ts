import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXAMPLES } from '../../settings/examples.ts';
import { loadConnectionFile, loadConnections, parseConnection } from '../../settings/load.ts';
import { problemText, SettingsError } from '../../settings/problems.ts';

const GOOD = `id: acme
pair: netsuite-shipstation
timeZone: America/New_York
netsuite:
  account: "1234567_SB1"
`;

const said = (text: string): string[] => {
  const parsed = parseConnection(text, 'acme.yaml');
  return 'problems' in parsed ? parsed.problems.map(problemText) : [];
};

describe('one file', () => {
  test('needs little, and is in shadow mode until somebody says live', () => {
    const parsed = parseConnection(GOOD, 'acme.yaml');
    expect(parsed).toMatchObject({
      connection: {
        id: 'acme',
        mode: 'shadow',
        shipstation: { v1BaseUrl: 'https://ssapi.shipstation.com' },
        syncs: { orderShipped: { enabled: true, webhooks: ['v1'], sweep: { every: '15m' } } },
      },
    });
  });

  test.each(Object.entries(EXAMPLES))(
    'the example of `init` for %s is valid, and so is it with all its hints taken',
    (pair, example) => {
      const text = example({ id: 'acme' });
      expect(said(text)).toEqual([]);
      // A hint is what stands behind "#" without a blank, or with two; sentences have one.
      const taken = text
        .replaceAll(/^( *[A-Za-z]+:) \{\}\n(?= *# {2}\S)/gm, '$1\n')
        .replaceAll(/^( *)#(?=\S| {2}\S)/gm, '$1');
      expect(parseConnection(taken, 'acme.yaml')).toMatchObject({ connection: { pair } });
    },
  );

  const bad: [name: string, text: string, sentence: RegExp][] = [
    [
      'misspelt key',
      `${GOOD}syncs:\n  orderShipped:\n    webooks: [v1]\n`,
      /^acme\.yaml:8:5 {2}syncs\.orderShipped\.webooks: unknown key\. Did you mean "webhooks"\?$/,
    ],
    [
      'key in the wrong place',
      `${GOOD}skuAliases: {}\n`,
      /^acme\.yaml:6:1 {2}skuAliases: unknown key here\. It belongs under syncs\.orderShipped\.$/,
    ],
    [
      'key that resembles nothing',
      `${GOOD}zzz: 1\n`,
      /^acme\.yaml:6:1 {2}zzz: unknown key\. Known here: id, pair, mode,/,
    ],
    ['key written twice', `${GOOD}id: other\n`, /^acme\.yaml:6:1 {2}this key is written twice in the same group\./],
    [
      'wrong type',
      GOOD.replace('"1234567_SB1"', '1234567'),
      /^acme\.yaml:5:3 {2}netsuite\.account: must be text, but is the number 1234567\. Write it in quotes: "1234567"\.$/,
    ],
    [
      'number for a duration',
      `${GOOD}syncs:\n  orderShipped:\n    recheck: 5\n`,
      /recheck: must be text, but is the number 5\. Expected: a duration such as 30s/,
    ],
    [
      'duration in words',
      `${GOOD}syncs:\n  orderShipped:\n    recheck: soon\n`,
      /^acme\.yaml:8:5 {2}.*recheck: write a duration such as 30s, 15m, 2h or 7d\.$/,
    ],
    [
      'misspelt time zone',
      GOOD.replace('America', 'Amercia'),
      /^acme\.yaml:3:1 {2}timeZone: "Amercia\/New_York" is not a time zone\. Did you mean America\/New_York\?$/,
    ],
    [
      'time zone without summer time',
      GOOD.replace('America/New_York', 'PST'),
      /"PST" is not a time zone\. Did you mean America\/Los_Angeles\?/,
    ],
    [
      'offset for a time zone',
      GOOD.replace('America/New_York', '"+02:00"'),
      /"\+02:00" is not a time zone\. Write an IANA name/,
    ],
    [
      'misspelt mode',
      `${GOOD}mode: lve\n`,
      /^acme\.yaml:6:1 {2}mode: "lve" is not one of live, shadow, paused\. Did you mean "live"\?$/,
    ],
    [
      'pair that nobody knows',
      GOOD.replace('netsuite-shipstation', 'netsuite-amazon'),
      /pair: "netsuite-amazon" is not one of netsuite-shipstation, netsuite-shopify, netsuite-shipbob, fusion-shipstation/,
    ],
    [
      'sweep that never runs',
      `${GOOD}syncs:\n  orderShipped:\n    sweep:\n      every: 400d\n`,
      /^acme\.yaml:9:7 {2}.*every: a run every 400d practically never happens\. Write 31d or less\.$/,
    ],
    [
      'sweep every zero seconds',
      `${GOOD}syncs:\n  orderShipped:\n    sweep:\n      every: 0s\n`,
      /every: must be at least 1s\.$/,
    ],
    [
      'secret by its key',
      `${GOOD}shipstation:\n  apiSecret: hunter2\n`,
      /^acme\.yaml:7:3 {2}shipstation\.apiSecret: credentials do not belong in this file\. .*`ml-connector credentials set`\.$/,
    ],
    [
      'private key under any name',
      `${GOOD}#\nextra: |\n  -----BEGIN PRIVATE KEY-----\n  MIIE\n  -----END PRIVATE KEY-----\n`,
      /^acme\.yaml:7:8 {2}a private key does not belong in this file\./,
    ],
    ['bad id', GOOD.replace('acme', 'Acme Inc'), /^acme\.yaml:1:1 {2}id: use at most 40 lower-case letters/],
    ['empty list', `${GOOD}syncs:\n  orderShipped:\n    match: []\n`, /match: needs at least 1 entries\.$/],
    [
      'entry of a list',
      `${GOOD}shipstation:\n  storeIds: ["1", 2]\n`,
      /^acme\.yaml:7:19 {2}shipstation\.storeIds\[1\]: must be text, but is the number 2\./,
    ],
    [
      'quantity of a kit',
      `${GOOD}syncs:\n  orderShipped:\n    kits: { K: { A: 0 } }\n`,
      /kits\.K\.A: must be more than 0, but is the number 0\.$/,
    ],
    [
      'wrong type in a union',
      `${GOOD}syncs:\n  orderShipped:\n    defaultLocation: true\n`,
      /defaultLocation: must be text or a number, but is the boolean true\.$/,
    ],
    [
      'form of a text',
      `${GOOD}syncs:\n  orderShipped:\n    lineKey: foo\n`,
      /lineKey: "foo" is not of the form that is expected here\. Expected: What ShipStation/,
    ],
    ['empty group', `${GOOD}syncs:\n`, /^acme\.yaml:6:1 {2}syncs: must be a group of keys .*, but is empty\.$/],
    ['tab', 'id: acme\nnetsuite:\n\taccount: a\n', /^acme\.yaml:3:1 {2}a tab is used to indent\./],
    ['several documents', `${GOOD}---\n${GOOD}`, /one file holds one connection\./],
    ['not YAML', 'id: [', /^acme\.yaml:1:6 {2}not readable as YAML: /],
    ['a list', '- id: acme\n', /^acme\.yaml:1:1 {2}must be a group of keys .*, but is a list\.$/],
  ];
  test.each(bad)('%s', (_name, text, sentence) => {
    expect(said(text)).toContainEqual(expect.stringMatching(sentence));
  });

  test('a misspelt required key is told once, not as missing too', () => {
    expect(said(GOOD.replace('account:', 'acount:'))).toEqual([
      'acme.yaml:5:3  netsuite.acount: unknown key. Did you mean "account"?',
    ]);
  });

  test('an empty file says what is missing and what it is for', () => {
    const sentences = said('');
    expect(sentences).toHaveLength(4);
    expect(sentences[0]).toMatch(/^acme\.yaml:1:1 {2}id: is missing\. Add "id: …" \(Short name/);
  });

  test('several problems come from top to bottom', () => {
    const sentences = said(`${GOOD.replace('America', 'Amercia').replace('acme', 'ACME')}mode: x\n`);
    expect(sentences.map((sentence) => sentence.split(':')[1])).toEqual(['1', '3', '6']);
  });

  test('the value of a secret is never repeated', () => {
    expect(said(`${GOOD}shipstation:\n  apiSecret: hunter2\n`).join()).not.toContain('hunter2');
  });
});

describe('files and folders', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ml-settings-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = (name: string, text: string) => writeFile(join(folder, name), text);

  test('reads the YAML files of a folder by name and nothing else', async () => {
    await put('b.yml', GOOD.replace('acme', 'bravo'));
    await put('a.yaml', GOOD);
    await put('connection.schema.json', '{');
    const loaded = await loadConnections(folder);
    expect(loaded.map(({ connection }) => connection.id)).toEqual(['acme', 'bravo']);
  });

  test('refuses one id in two files, naming both', async () => {
    await put('a.yaml', GOOD);
    await put('b.yaml', GOOD);
    const error = await loadConnections(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SettingsError);
    expect(String(error)).toMatch(/b\.yaml:1:1 {2}id: the id "acme" is already used by .*a\.yaml\./);
  });

  test('tells the problems of all files at once', async () => {
    await put('a.yaml', `${GOOD}mode: x\n`);
    await put('b.yaml', 'id: [');
    await expect(loadConnections(folder)).rejects.toMatchObject({ problems: [{ line: 6 }, { line: 1 }] });
  });

  test('says so when there is no such file', async () => {
    await expect(loadConnectionFile(join(folder, 'no.yaml'))).rejects.toThrow(/the file cannot be read \(ENOENT\)/);
    await expect(loadConnections(join(folder, 'no'))).rejects.toThrow(/there is no such file or folder\..*init/);
  });
});
