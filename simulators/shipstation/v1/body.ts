// Reads V1 JSON bodies the way ASP.NET binds them: wrong types are gathered into ModelState.
// Trap: unknown and read-only members are accepted, as by the vendor, but noted in the request log.
import { pacificDay, parseV1Date } from '../domain/pacific.ts';
import type { ModelState } from './errors.ts';

export interface BodyFindings {
  problems: ModelState;
  notes: string[];
  strictDates: boolean;
}

type Members = Record<string, unknown>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export class V1Body {
  readonly #members: Members;
  readonly #path: string;
  readonly #findings: BodyFindings;
  readonly #known = new Set<string>();

  /** `path` is the binder's parameter name, e.g. `apiOrder`. */
  constructor(value: unknown, path: string, findings: BodyFindings) {
    this.#path = path;
    this.#findings = findings;
    this.#members = isMembers(value) ? value : {};
    if (Array.isArray(value)) findings.problems[path] = ['Cannot deserialize the current JSON array into an object.'];
    else if (!isMembers(value)) findings.problems[path] = ['A JSON object is required.'];
  }

  #refuse(name: string, text: string): null {
    this.#findings.problems[`${this.#path}.${name}`] = [text];
    return null;
  }

  #read(name: string): unknown {
    this.#known.add(name);
    return this.#members[name] ?? null;
  }

  has(name: string): boolean {
    return this.#read(name) !== null;
  }

  text(name: string): string | null {
    const value = this.#read(name);
    if (value === null || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return this.#refuse(name, `Unexpected character encountered while parsing value for ${name}.`);
  }

  number(name: string): number | null {
    const value = this.#read(name);
    if (value === null) return null;
    const number =
      typeof value === 'number' || (typeof value === 'string' && value.trim()) ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : this.#refuse(name, `Could not convert ${String(value)} to a number.`);
  }

  whole(name: string): number | null {
    const number = this.number(name);
    if (number === null || Number.isInteger(number)) return number;
    return this.#refuse(name, `Input string '${number}' is not a valid integer.`);
  }

  flag(name: string): boolean {
    const value = this.#read(name);
    if (value === null) return false;
    const text = String(value).toLowerCase();
    if (text !== 'true' && text !== 'false') this.#refuse(name, `Could not convert string to boolean: ${text}.`);
    return text === 'true';
  }

  /** A date-time in Pacific wall time, as an instant. */
  date(name: string): number | null {
    const text = this.text(name);
    if (text === null || text === '') return null;
    const instant = parseV1Date(text, this.#findings.strictDates);
    return instant ?? this.#refuse(name, `Could not convert string to DateTime: ${text}.`);
  }

  /** The Pacific calendar day of a date or date-time. */
  day(name: string): string | null {
    const instant = this.date(name);
    return instant === null ? null : pacificDay(instant);
  }

  child(name: string): V1Body | null {
    const value = this.#read(name);
    return value === null ? null : new V1Body(value, `${this.#path}.${name}`, this.#findings);
  }

  children(name: string): V1Body[] {
    const value = this.#read(name);
    if (value === null) return [];
    if (Array.isArray(value)) return value.map((v, i) => new V1Body(v, `${this.#path}.${name}[${i}]`, this.#findings));
    this.#refuse(name, 'Cannot deserialize the current JSON object into an array.');
    return [];
  }

  wholes(name: string): number[] | null {
    const value = this.#read(name);
    if (value === null) return null;
    if (Array.isArray(value) && value.every((v) => Number.isInteger(v))) return value;
    return this.#refuse(name, 'Could not convert to an array of integers.');
  }

  /** A member taken as it is. */
  raw(name: string): unknown {
    return this.#read(name);
  }

  require(...names: string[]): void {
    for (const name of names) {
      if (!this.has(name)) this.#refuse(name, `The ${name} field is required.`);
    }
  }

  /** Members that the vendor ignores because only it may set them. */
  readOnly(...names: string[]): void {
    for (const name of names) {
      if (this.has(name)) this.#findings.notes.push(`read-only member ${this.#path}.${name}`);
    }
  }

  /** Call after the last read: notes members nobody asked for. */
  done(): void {
    for (const name of Object.keys(this.#members)) {
      if (!this.#known.has(name)) this.#findings.notes.push(`unknown member ${this.#path}.${name}`);
    }
  }
}
