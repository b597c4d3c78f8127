/**
 * As much XML as Fusion's SOAP services need: writing elements, reading a tree of elements by local names.
 * The trap: a control character makes a whole envelope invalid, so text is stripped of them; a document type in an answer is
 * refused, and entities other than the five of XML and numbers are left as they stand.
 */

/** An element to write: text, or further elements. undefined members are left out: omitted = left as it is. */
export type XmlValue = string | XmlMember[];
export type XmlMember = { name: string; value: XmlValue };

/** A read element: local name, its own text, its elements. */
export type XmlNode = { name: string; text: string; nodes: XmlNode[] };

const MOST_DEPTH = 60;

export const escapeXml = (text: string): string =>
  withoutControls(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');

/** XML 1.0 has no place for them, not even escaped; unpaired surrogates neither. */
const withoutControls = (text: string): string =>
  [...text]
    .filter((c) => {
      const code = c.codePointAt(0) ?? 0;
      if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
      return !(code === 0x7f || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff);
    })
    .join('');

/** Elements as text, each name with its prefix, e.g. `svc:PartyId`. */
export const writeXml = (members: XmlMember[]): string =>
  members
    .map(({ name, value }) => {
      const content = typeof value === 'string' ? escapeXml(value) : writeXml(value);
      return `<${name}>${content}</${name}>`;
    })
    .join('');

const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([^\s/>!?]+)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>|([^<]+)/g;

/** The root element; undefined for what is no XML. Attributes are not kept. */
export function readXml(text: string): XmlNode | undefined {
  if (/<!DOCTYPE/i.test(text)) return undefined;
  const top: XmlNode = { name: '', text: '', nodes: [] };
  const open: XmlNode[] = [top];
  for (const [, cdata, closing, name, , selfClosing, words] of text.matchAll(TOKEN)) {
    const parent = open.at(-1) ?? top;
    if (cdata !== undefined) parent.text += cdata;
    else if (words !== undefined) parent.text += unescapeXml(words);
    else if (name === undefined) continue;
    else if (closing === '/') {
      if (open.length === 1 || parent.name !== localName(name)) return undefined;
      open.pop();
    } else {
      const node: XmlNode = { name: localName(name), text: '', nodes: [] };
      parent.nodes.push(node);
      if (selfClosing !== '/') open.push(node);
      if (open.length > MOST_DEPTH) return undefined;
    }
  }
  return open.length === 1 ? top.nodes[0] : undefined;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w+);/gi, (whole, entity: string) => {
    if (!entity.startsWith('#')) return NAMED[entity] ?? whole;
    const code = entity[1]?.toLowerCase() === 'x' ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** Every element of this name below, outermost first; what lies within one that was found is not looked at. */
export function findAll(node: XmlNode, name: string): XmlNode[] {
  return node.nodes.flatMap((child) => (child.name === name ? [child] : findAll(child, name)));
}

export const find = (node: XmlNode, name: string): XmlNode | undefined => findAll(node, name)[0];

/** Text of a direct element; '' and missing (also xsi:nil) → undefined. */
export const childText = (node: XmlNode, name: string): string | undefined =>
  node.nodes.find((child) => child.name === name)?.text.trim() || undefined;
