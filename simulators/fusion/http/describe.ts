// The answer of /{resource}/describe, from the shapes.
// Trap: it tells attribute types in the server's words: string, number, integer, boolean, date, datetime.

import type { Item } from '../domain/values.ts';
import type { Attribute, Shape } from '../schema/shape.ts';

const WORDS: Readonly<Record<Attribute['type'], string>> = {
  ...{ text: 'string', number: 'number', integer: 'integer', boolean: 'boolean', date: 'date', timestamp: 'datetime' },
};

function attributeOf(one: Attribute): Item {
  return {
    ...{ name: one.name, type: WORDS[one.type], updatable: !one.readOnly, mandatory: false, queryable: one.queryable },
    ...(one.maxLength !== null && { maxLength: one.maxLength }),
  };
}

function shapeOf(shape: Shape, href: string): Item {
  const finders = Object.entries(shape.finders).map(([name, variables]) => ({
    name,
    attributes: variables.map((variable) => ({ name: variable, type: 'string' })),
  }));
  const actions = [...shape.actions].map(([name, onCollection]) => ({
    name,
    url: `${href}${onCollection ? '' : '/{id}'}/action/${name}`,
    method: 'POST',
  }));
  const methods = shape.methods.map((method) => ({
    name: method === 'POST' ? 'create' : method.toLowerCase(),
    method,
  }));
  return {
    attributes: [...shape.attributes.values()].map(attributeOf),
    collection: { rangeSize: 25, finders, links: [{ rel: 'self', href, kind: 'collection' }], actions: methods },
    item: { links: [{ rel: 'self', href: `${href}/{id}`, kind: 'item' }], actions },
    children: Object.fromEntries(
      Object.entries(shape.children).map(([name, child]) => [name, shapeOf(child, `${href}/{id}/child/${name}`)]),
    ),
  };
}

/** The description of a resource. */
export const describe = (name: string, shape: Shape, href: string): Item => ({
  Resources: { [name]: { ...shapeOf(shape, href), discrColumnType: false, title: name } },
});
