const mega = 1024 * 1024;

/** What a table that is uploaded may have; the pages say the first of it, the refusals all. */
export const tableBounds = {
  bytes: 20 * mega,
  /** Of a spreadsheet, which is packed. */
  unpackedBytes: 100 * mega,
  parts: 2000,
  /** Cells that are there, and cells from the first to the last that is there: what a sheet says of its size is not asked. */
  cells: 1_000_000,
  area: 4_000_000,
  /** Columns with something in them: each is a question on the page that asks what they are. */
  columns: 400,
};

/** What reading a table may take, on a thread of its own. */
export const readingBounds = { ms: 30_000, heapMb: 768, memoryBytes: 1024 * mega };
