// A small XML reader and writer for SOAP envelopes: elements with their namespaces, attributes, text.
// Trap: no DTDs, no processing instructions; a control character makes the whole envelope invalid.

export interface Element {
  namespace: string;
  name: string;
  nil: boolean;
  text: string;
  children: Element[];
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

const unescapeXml = (text: string) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

type Scope = Readonly<Record<string, string>>;

function attributesOf(source: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [, name = '', double, single] of source.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    out[name] = unescapeXml(double ?? single ?? '');
  return out;
}

function open(tag: string, attributes: Record<string, string>, outer: Scope): { element: Element; scope: Scope } {
  const scope: Record<string, string> = { ...outer };
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'xmlns') scope[''] = value;
    else if (name.startsWith('xmlns:')) scope[name.slice(6)] = value;
  }
  const resolve = (prefix: string) => {
    const found = scope[prefix];
    if (found === undefined && prefix !== '') throw new Error(`prefix ${prefix} is not bound`);
    return found ?? '';
  };
  const [prefix, name] = tag.includes(':') ? tag.split(':') : ['', tag];
  const nil = Object.entries(attributes).some(
    ([key, value]) => key.endsWith(':nil') && resolve(key.split(':')[0] ?? '') === XSI && value === 'true',
  );
  return { element: { namespace: resolve(prefix ?? ''), name: name ?? '', nil, text: '', children: [] }, scope };
}

const isControl = (code: number) => code < 32 && code !== 9 && code !== 10 && code !== 13;

/** The root element; throws an Error when the text is not well-formed. */
export function parseXml(source: string): Element {
  if ([...source].some((one) => isControl(one.codePointAt(0) ?? 32))) throw new Error('control character');
  const text = source.replace(/<\?xml[^>]*\?>/, '').replace(/<!--[\s\S]*?-->/g, '');
  const top: Element = { namespace: '', name: '', nil: false, text: '', children: [] };
  const stack: { element: Element; scope: Scope; tag: string }[] = [{ element: top, scope: {}, tag: '' }];
  for (const match of text.matchAll(
    /<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)|(<)/g,
  )) {
    const [, close, tag = '', attributes = '', empty, content, stray] = match;
    const place = stack.at(-1);
    if (stray !== undefined || !place) throw new Error('stray <');
    if (content !== undefined) place.element.text += unescapeXml(content);
    else if (close === '/') {
      if (place.tag !== tag) throw new Error(`</${tag}> closes <${place.tag}>`);
      stack.pop();
    } else {
      const opened = open(tag, attributesOf(attributes), place.scope);
      place.element.children.push(opened.element);
      if (empty !== '/') stack.push({ ...opened, tag });
    }
  }
  const [root] = top.children;
  if (stack.length !== 1 || !root || top.children.length !== 1) throw new Error('not well-formed');
  return root;
}

export const child = (element: Element | undefined, name: string): Element | undefined =>
  element?.children.find((one) => one.name === name);

export const childText = (element: Element | undefined, name: string): string =>
  child(element, name)?.text.trim() ?? '';
