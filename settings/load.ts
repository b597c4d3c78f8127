/**
 * Connection files → connections. All problems of all files are told at once, each with its line.
 * The trap: nothing here knows the store; whether a file is in step with what was applied is the caller's question.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { BUILT_PAIRS, type Connection, PAIR_SCHEMAS } from './connection.ts';
import { closest, explainAll } from './explain.ts';
import { byPosition, SettingsError, type SettingsProblem } from './problems.ts';
import { type Path, type Position, valuePosition } from './yaml-position.ts';

export type LoadedConnection = { file: string; connection: Connection };
type Parsed = { connection: Connection; idAt: Position } | { problems: SettingsProblem[] };

/** Text of one file → its connection, or everything that is wrong with it. */
export function parseConnection(text: string, file: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors.map((error) => yamlProblem(error, file, lines));
  if (broken.length > 0) return { problems: broken.sort(byPosition) };
  const input: unknown = document.toJS() ?? {};
  const pair = pairOf(input);
  const result = PAIR_SCHEMAS[pair.judgedAs].safeParse(input);
  const problems = [...pemProblems(document, file, lines)];
  if (pair.problem !== undefined)
    problems.push({ file, ...valuePosition(document, lines, ['pair']), path: 'pair', ...pair.problem });
  if (!result.success && pair.isSure) {
    for (const { path, what, fix } of explainAll(result.error.issues, input)) {
      const position = valuePosition(document, lines, path);
      problems.push({ file, ...position, path: dotted(path), what, ...(fix === undefined ? {} : { fix }) });
    }
  }
  if (problems.length > 0 || !result.success) return { problems: problems.sort(byPosition) };
  return { connection: result.data, idAt: valuePosition(document, lines, ['id']) };
}

type PairFound = { judgedAs: (typeof BUILT_PAIRS)[number]; isSure: boolean; problem?: { what: string; fix?: string } };

/** Which pair's rules a file is judged by. Of a pair that nobody knows only that is told: its keys would all look wrong. */
function pairOf(input: unknown): PairFound {
  const given = typeof input === 'object' && input !== null && 'pair' in input ? input.pair : undefined;
  const built = BUILT_PAIRS.find((one) => one === given);
  if (built !== undefined) return { judgedAs: built, isSure: true };
  // Without a pair the first one's rules say that it is missing, and what else is wrong.
  if (typeof given !== 'string') return { judgedAs: 'netsuite-shipstation', isSure: true };
  const guess = closest(given, BUILT_PAIRS);
  const what = `"${given}" is not one of ${BUILT_PAIRS.join(', ')}`;
  const problem = guess === undefined ? { what } : { what, fix: `Did you mean "${guess}"?` };
  return { judgedAs: 'netsuite-shipstation', isSure: false, problem };
}

function yamlProblem(error: YAMLError, file: string, lines: LineCounter): SettingsProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  const where = { file, line, column: col, path: '' };
  if (error.code === 'DUPLICATE_KEY') {
    return { ...where, what: 'this key is written twice in the same group', fix: 'Keep one of the two.' };
  }
  if (error.code === 'MULTIPLE_DOCS') {
    return { ...where, what: 'one file holds one connection', fix: 'Take out the "---" and use a file for each.' };
  }
  if (error.code === 'TAB_AS_INDENT') {
    return { ...where, what: 'a tab is used to indent', fix: 'YAML wants blanks there.' };
  }
  return { ...where, what: `not readable as YAML: ${error.message}` };
}

/** A private key pasted anywhere, under whatever name. */
function pemProblems(document: Document, file: string, lines: LineCounter): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== 'string' || !node.value.includes('PRIVATE KEY-----')) return;
      const { line, col } = lines.linePos(node.range?.[0] ?? 0);
      const fix = 'Take it out and set it with `ml-connector credentials set … --key-file`.';
      problems.push({ file, line, column: col, path: '', what: 'a private key does not belong in this file', fix });
    },
  });
  return problems;
}

const dotted = (path: Path): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');

/** Reads one file. Throws SettingsError with every problem found. */
export async function loadConnectionFile(file: string): Promise<LoadedConnection> {
  const parsed = parseConnection(await readText(file), file);
  if ('problems' in parsed) throw new SettingsError(parsed.problems);
  return { file, connection: parsed.connection };
}

/** Reads one file, or every *.yaml and *.yml of a folder (sorted by name). Throws SettingsError with every problem. */
export async function loadConnections(fileOrFolder: string): Promise<LoadedConnection[]> {
  const problems: SettingsProblem[] = [];
  const loaded: (LoadedConnection & { idAt: Position })[] = [];
  for (const file of await listConnectionFiles(fileOrFolder)) {
    const parsed = parseConnection(await readText(file), file);
    if ('problems' in parsed) problems.push(...parsed.problems);
    else loaded.push({ file, ...parsed });
  }
  problems.push(...sameIds(loaded));
  if (problems.length > 0) throw new SettingsError(problems);
  return loaded.map(({ file, connection }) => ({ file, connection }));
}

/** The files that `loadConnections` reads. Throws SettingsError when there is no such file or folder. */
export async function listConnectionFiles(fileOrFolder: string): Promise<string[]> {
  const info = await stat(fileOrFolder).catch(() => undefined);
  if (info === undefined) {
    const fix = 'Write one with `ml-connector init`, or name another with -f.';
    throw new SettingsError([{ file: fileOrFolder, path: '', what: 'there is no such file or folder', fix }]);
  }
  if (!info.isDirectory()) return [fileOrFolder];
  const names = await readdir(fileOrFolder);
  return names
    .filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.'))
    .sort()
    .map((name) => join(fileOrFolder, name));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason =
      typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown reason';
    throw new SettingsError([{ file, path: '', what: `the file cannot be read (${reason})` }]);
  }
}

function sameIds(loaded: (LoadedConnection & { idAt: Position })[]): SettingsProblem[] {
  const first = new Map<string, string>();
  const problems: SettingsProblem[] = [];
  for (const { file, connection, idAt } of loaded) {
    const other = first.get(connection.id);
    if (other === undefined) first.set(connection.id, file);
    else {
      const what = `the id "${connection.id}" is already used by ${other}`;
      problems.push({ file, ...idAt, path: 'id', what, fix: 'Give each connection an id of its own.' });
    }
  }
  return problems;
}
