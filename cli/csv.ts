/** RFC 4180 lines that are safe to open. The trap: a leading = + - @ is defused, or a spreadsheet would run it. */

export const csvLine = (cells: readonly string[]): string =>
  cells
    .map((text) => (/^[=+\-@\t\r]./.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text))
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',');

/** The records of a CSV, cell by cell; line ends inside quotes belong to the cell. */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<string[]> {
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let closing = false;
  for await (const chunk of chunks) {
    for (const char of chunk) {
      if (quoted && closing && char === '"') {
        cell += '"';
        closing = false;
      } else if (quoted && !closing) {
        if (char === '"') closing = true;
        else cell += char;
      } else if (char === ',' || char === '\n') {
        cells.push(!quoted && char === '\n' ? cell.replace(/\r$/, '') : cell);
        [cell, quoted, closing] = ['', false, false];
        if (char === ',') continue;
        yield cells;
        cells = [];
      } else if (char === '"' && cell === '' && !quoted) quoted = true;
      else if (!closing) cell += char;
    }
  }
  if (cell !== '' || cells.length > 0) yield [...cells, cell];
}
