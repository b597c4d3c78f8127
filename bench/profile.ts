/**
 * Where a worker's JavaScript time goes, from V8's own CPU profiles (one file for each thread), by part of the program.
 * The trap: time inside Node and native code belongs to whoever called it, so it is given to the nearest caller we know.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Node = { id: number; callFrame: { functionName: string; url: string }; children?: number[] };
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] };

const PARTS: [string, RegExp][] = [
  ['codec and vault', /\/vault\/|libsodium/],
  ['store', /\/store\/|\/kysely\//],
  ['schemas (zod)', /\/node_modules\/zod\//],
  ['logs and metrics', /\/node_modules\/(pino|prom-client|sonic-boom)\/|\/runtime\//],
  [
    'HTTP',
    /\/node_modules\/(got|cacheable|keyv|http2-wrapper|@szmarczak)|\/connectors\/http\/|node:(_http|http|net|https)|node:internal\/(http|js_stream|stream)/,
  ],
  ['our steps', /\/(activities|connectors|mappings|settings)\//],
  ['Temporal SDK', /\/node_modules\/(@temporalio|protobufjs|@protobufjs|rxjs|long)\/|\/vm\.js|workflow-bundle/],
];
const OTHER = 'Node itself';
const START = 'start-up';

/** CPU milliseconds by part, largest first; idle time is left out. */
export function readProfiles(dir: string): { part: string; ms: number }[] {
  const total = new Map<string, number>();
  for (const name of readdirSync(dir).filter((file) => file.endsWith('.cpuprofile'))) {
    const profile = JSON.parse(readFileSync(join(dir, name), 'utf8')) as Profile;
    const parts = partsOf(profile.nodes);
    for (const [index, id] of profile.samples.entries()) {
      const part = parts.get(id);
      if (part !== undefined) total.set(part, (total.get(part) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000);
    }
  }
  return [...total].map(([part, ms]) => ({ part, ms })).sort((a, b) => b.ms - a.ms);
}

/** The part of each node; none for idle ones. */
function partsOf(nodes: Node[]): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parts = new Map<number, string>();
  const walk = (node: Node, inherited: string) => {
    const own = ownPart(node) ?? inherited;
    if (node.callFrame.functionName !== '(idle)') parts.set(node.id, own);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) walk(child, own);
    }
  };
  const [root] = nodes;
  if (root !== undefined) walk(root, OTHER);
  return parts;
}

function ownPart({ callFrame: { functionName, url } }: Node): string | undefined {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return OTHER;
  if (/node:internal\/(modules|process\/esm)|compileSourceText|wrapSafe/.test(url)) return START;
  return PARTS.find(([, pattern]) => pattern.test(url))?.[0];
}
