/** What begins a file that a spreadsheet is to read as UTF-8. */
export const byteOrderMark = '\ufeff';

/** What a spreadsheet would take for a formula, also in the wide letters of the East. */
const formula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const number = /^-?\d+(?:[.,]\d+)?$/;
const quoted = /[";\n\r]/;

/**
 * A cell of a table for spreadsheets with semicolons between, in quotation marks where they are needed. A text that looks
 * like a formula is made harmless; a negative number stays a number.
 */
export function csvCell(text: string): string {
  const harmless = formula.test(text) && !number.test(text) ? `'${text}` : text;
  return quoted.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Cells that come again and again, such as names and points, each looked at once. */
export function csvCells(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let cell = known.get(text);
    if (cell === undefined) {
      cell = csvCell(text);
      if (known.size < mostKnown) known.set(text, cell);
    }
    return cell;
  };
}

const mostKnown = 10_000;

export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(';')}\n`;
