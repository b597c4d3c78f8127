// Rows of GlInterface.csv: no header, 149 columns by position; the ones that the import looks at, by name.
// Trap: a value with a comma or a quote is quoted; a row of another width fails the whole load.

export const COLUMNS = 149;

export interface InterfaceRow {
  /** Line of the file, counted from 1. */
  line: number;
  status: string;
  ledgerId: string;
  accountingDate: string;
  source: string;
  category: string;
  currency: string;
  dateCreated: string;
  actualFlag: string;
  segments: string[];
  enteredDr: string;
  enteredCr: string;
  accountedDr: string;
  accountedCr: string;
  /** REFERENCE1–10: batch name, batch text, –, journal name, journal text, –, –, –, –, line text. */
  references: string[];
  conversionType: string;
  conversionDate: string;
  conversionRate: string;
  groupId: string;
  periodName: string;
}

/** The fields of a CSV text; throws an Error on an open quote. */
export function parseCsv(source: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endField = () => {
    row.push(field);
    field = '';
  };
  const endRow = () => {
    endField();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  const text = source.replace(/^﻿/, '');
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at] ?? '';
    if (quoted && one === '"' && text[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (one === '"') quoted = !quoted;
    else if (quoted) field += one;
    else if (one === ',') endField();
    else if (one === '\n') endRow();
    else if (one !== '\r') field += one;
  }
  if (quoted) throw new Error('a quote is not closed');
  endRow();
  return rows;
}

function interfaceRow(fields: string[], line: number): InterfaceRow {
  const at = (index: number) => (fields[index] ?? '').trim();
  return {
    ...{ line, status: at(0), ledgerId: at(1), accountingDate: at(2), source: at(3), category: at(4) },
    ...{
      currency: at(5),
      dateCreated: at(6),
      actualFlag: at(7),
      segments: fields.slice(8, 38).map((one) => one.trim()),
    },
    ...{ enteredDr: at(38), enteredCr: at(39), accountedDr: at(40), accountedCr: at(41) },
    references: fields.slice(42, 52).map((one) => one.trim()),
    ...{ conversionType: at(63), conversionDate: at(64), conversionRate: at(65), groupId: at(66), periodName: at(94) },
  };
}

/** The rows of the file; throws an Error that names the first line of a wrong width. */
export function readInterface(source: string): InterfaceRow[] {
  return parseCsv(source).map((fields, at) => {
    const width = fields.at(-1) === 'END' ? fields.length - 1 : fields.length;
    if (width !== COLUMNS) throw new Error(`line ${at + 1} has ${width} columns, not ${COLUMNS}`);
    return interfaceRow(fields, at + 1);
  });
}
