/** Where a path of the document stands in the text of a YAML file. */
import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type LineCounter, type Node } from 'yaml';

export type Path = readonly PropertyKey[];
export type Position = { line: number; column: number };

/** Of the value, or of the nearest parent that exists. */
export const valuePosition = (document: Document, lines: LineCounter, path: Path): Position => {
  for (let length = path.length; length > 0; length -= 1) {
    const place = keyNode(document, path.slice(0, length));
    if (place !== undefined) return at(lines, place);
  }
  return isNode(document.contents) ? at(lines, document.contents) : { line: 1, column: 1 };
};

function at(lines: LineCounter, node: Node): Position {
  const { line, col } = lines.linePos(node.range?.[0] ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The key of the path's last part in a map, or the element of a list. */
function keyNode(document: Document, path: Path): Node | undefined {
  const parent = descend(document, path.slice(0, -1));
  const last = path.at(-1);
  if (isSeq(parent)) return asNode(parent.items[Number(last)]);
  const pair = pairOf(parent, last);
  return asNode(pair?.key);
}

function descend(document: Document, path: Path): Node | undefined {
  let node = resolve(document, document.contents);
  for (const part of path) {
    if (isMap(node)) node = resolve(document, pairOf(node, part)?.value);
    else if (isSeq(node)) node = resolve(document, node.items[Number(part)]);
    else return undefined;
  }
  return node;
}

function pairOf(node: Node | undefined, key: PropertyKey | undefined) {
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(key));
}

const asNode = (value: unknown): Node | undefined => (isNode(value) ? value : undefined);
const resolve = (document: Document, value: unknown): Node | undefined =>
  isAlias(value) ? value.resolve(document) : asNode(value);
