import { browserOf } from './browser.mjs';
import { pageRows } from './page-rows.mjs';
import { fileRow } from './file-row.mjs';
import { sheetRow } from './sheet-row.mjs';
import { submissionRow } from './submission-row.mjs';

/** What is measured, in this order: writing first, so that pages are read over what it left. */
export async function rowsOf({ baseUrl, filled }, database) {
  const staff = await browserOf(baseUrl, filled.organizer);
  return [
    submissionRow({ baseUrl, filled }),
    await sheetRow({ baseUrl, filled }),
    await fileRow({ baseUrl, filled }),
    ...(await pageRows({ staff, baseUrl, filled, database })),
  ];
}
