import { stringify } from 'csv-stringify/sync';

/** What may stand between the cells of a text. */
export type Delimiter = ',' | ';' | '\t' | '|';

/** How a table is written: by default as a spreadsheet of either language opens it at a click. */
interface CsvForm {
  delimiter: Delimiter;
  /** The mark by which a spreadsheet knows UTF-8. */
  bom: boolean;
}

const forSpreadsheets: CsvForm = { delimiter: ';', bom: true };

/** What a spreadsheet would take for a formula, also in the wide letters of the East. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const number = /^-?\d+(?:[.,]\d+)?$/;

/**
 * Rows as a table: the one way in which tables leave. A text that looks like a formula begins with an apostrophe, as
 * spreadsheets mark texts; a negative number stays a number. `unmarked` takes the apostrophe off again.
 */
export function csvText(rows: readonly (readonly (string | number)[])[], form: CsvForm = forSpreadsheets): string {
  return stringify(rows as (string | number)[][], { ...form, cast: { string: marked } });
}

const marked = (text: string): string => (formula.test(text) && !number.test(text) ? `'${text}` : text);

/** A cell as it was before it was written: tables of ours are read back by us. */
export const unmarked = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
