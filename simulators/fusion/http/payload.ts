// Checks a request body against a resource's shape and coerces its values as the server does.
// Trap: all problems are collected before refusing; an attribute that the shape lacks is refused, never ignored.
import { DateTime } from 'luxon';
import { isDay } from '../domain/calendar.ts';
import { type Item, isDecimal, type Json } from '../domain/values.ts';
import type { Attribute, Shape } from '../schema/shape.ts';
import { type Problem, Refusal } from './refusal.ts';

const BAD = Symbol('bad');
type Coerced = Json | typeof BAD;

const TRUE = ['true', 'y', '1'];
const FALSE = ['false', 'n', '0'];

function asNumber(value: Json, whole: boolean): Coerced {
  const sent = String(value).trim();
  if (!isDecimal(sent) || (whole && !/^-?\d+$/.test(sent))) return BAD;
  return Number(sent);
}

function asBoolean(value: Json): Coerced {
  const sent = String(value).toLowerCase();
  if (TRUE.includes(sent)) return true;
  return FALSE.includes(sent) ? false : BAD;
}

function coerce(type: Attribute['type'], value: Json): Coerced {
  if (value === null) return null;
  if (typeof value === 'object') return BAD;
  if (type === 'number' || type === 'integer') return asNumber(value, type === 'integer');
  if (type === 'boolean') return asBoolean(value);
  const sent = String(value);
  if (type === 'date') return sent === '' || isDay(sent) ? sent || null : BAD;
  if (type === 'timestamp') return DateTime.fromISO(sent, { zone: 'utc' }).isValid ? sent : BAD;
  return sent;
}

interface Walk {
  problems: Problem[];
  creating: boolean;
  /** Read-only attributes that a create may name all the same. */
  allow: readonly string[];
}

function readAttribute(walk: Walk, attribute: Attribute, value: Json, path: string): Json | undefined {
  const { name, type, maxLength, readOnly } = attribute;
  if (readOnly && !walk.allow.includes(name)) {
    walk.problems.push({ code: '27008', detail: `Attribute ${name} is read-only.`, path });
    return undefined;
  }
  const coerced = coerce(type, value);
  if (coerced === BAD) {
    walk.problems.push({ code: '27018', detail: `The value of the attribute ${name} isn't valid.`, path });
    return undefined;
  }
  if (maxLength !== null && String(coerced ?? '').length > maxLength) {
    const detail = `The value of the attribute ${name} is too long: at most ${maxLength} characters.`;
    walk.problems.push({ code: '27040', detail, path });
  }
  return coerced;
}

function readObject(walk: Walk, shape: Shape, body: Item, path: string): Item {
  const out: Item = {};
  for (const [name, value] of Object.entries(body)) {
    const here = `${path}/${name}`;
    const attribute = shape.attributes.get(name);
    const child = shape.children[name];
    if (attribute) {
      const read = readAttribute(walk, attribute, value, here);
      if (read !== undefined) out[name] = read;
    } else if (child) out[name] = readChild(walk, child, value, here);
    else if (shape.flex && (value === null || typeof value !== 'object')) out[name] = value;
    else if (name !== 'links')
      walk.problems.push({
        code: '27521',
        detail: `Unable to parse the provided payload: attribute ${name} is not known.`,
        path: here,
      });
  }
  return out;
}

function readChild(walk: Walk, shape: Shape, value: Json, path: string): Item[] {
  const rows = Array.isArray(value) ? value : [value];
  if (!shape.methods.includes('POST'))
    walk.problems.push({ code: '27521', detail: `Unable to parse the provided payload: ${path} is read-only.`, path });
  return rows.flatMap((row, at) => {
    if (typeof row === 'object' && row !== null && !Array.isArray(row))
      return [readObject(walk, shape, row, `${path}/${at}`)];
    walk.problems.push({ code: '27521', detail: `Unable to parse the provided payload: ${path} is no object.`, path });
    return [];
  });
}

/** The body in the shape's types; throws a Refusal (a violation) that names everything wrong with it. */
export function readPayload(shape: Shape, body: unknown, creating: boolean, allow: readonly string[] = []): Item {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refusal(400, [{ code: '27521', detail: 'Unable to parse the provided payload.' }], true);
  const walk: Walk = { problems: [], creating, allow };
  const read = readObject(walk, shape, body as Item, '');
  if (walk.problems.length > 0) throw new Refusal(400, walk.problems, true);
  return read;
}
