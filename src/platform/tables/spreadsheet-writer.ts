/** A sheet of texts; its first row is the heading. */
export interface SheetOfTexts {
  name: string;
  rows: readonly (readonly string[])[];
}

/** A cell of a spreadsheet holds so many characters; what is longer is cut, and said to be. */
const mostInCell = 32_000;

/** An XLSX in which every cell is a text: nothing that is typed by somebody becomes a formula. */
export async function spreadsheetOf(sheets: readonly SheetOfTexts[]): Promise<Buffer> {
  const { default: writeExcel } = await import('write-excel-file/node');
  return writeExcel(
    sheets.map(({ name, rows }) => ({
      sheet: name,
      stickyRowsCount: 1,
      data: rows.map((row, at) =>
        row.map((text) => ({
          type: String,
          value: text.length > mostInCell ? `${text.slice(0, mostInCell)} …` : text,
          ...(at === 0 && { fontWeight: 'bold' as const }),
        })),
      ),
    })),
  ).toBuffer();
}
