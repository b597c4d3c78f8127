/** RFC 4180 lines that are safe to open. The trap: a leading = + - @ is defused, or a spreadsheet would run it. */

export const csvLine = (cells: readonly string[]): string =>
  cells
    .map((text) => (/^[=+\-@\t\r]./.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text))
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',');
