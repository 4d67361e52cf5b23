import { randomBytes } from 'node:crypto';
import { PDFDocument } from '@cantoo/pdf-lib';
import { browserOf } from './browser.mjs';
import { clients } from './load.mjs';
import { entryOf, send } from './submission-row.mjs';

const bytes = 200 * 1024;
/** As many files as a draft may have. */
const filesOfDraft = 10;
/** Some clients are quicker than others. */
const draftsOfClient = 3;

/** A PDF of 200 KiB attached to a draft by the form; no two are alike. */
export async function fileRow({ baseUrl, filled }) {
  const browsers = [];
  for (const sender of filled.senders) {
    const browser = await browserOf(baseUrl, sender);
    browsers.push({ sender, browser, csrf: await browser.open('/submissions') });
  }
  const pdf = await pdfOf(bytes);
  let places = [];
  return {
    title: 'PDF of 200 KiB attached',
    requests: clients * filesOfDraft,
    warmUp: clients * filesOfDraft,
    async prepare() {
      places = [];
      for (const { sender } of browsers) {
        const own = [];
        for (let draft = 0; draft < draftsOfClient; draft += 1) {
          const { id } = await send(baseUrl, sender, entryOf(filled, sender, draft));
          own.push(...Array.from({ length: filesOfDraft }, () => id));
        }
        places.push(own);
      }
    },
    async send({ client }) {
      const own = client % browsers.length;
      const { browser, csrf } = browsers[own];
      const id = places[own].shift();
      const body = new FormData();
      body.set('file', new Blob([pdf()], { type: 'application/pdf' }), 'report.pdf');
      await browser.post(`/submissions/${id}/files/files?_csrf=${csrf}`, body);
    },
  };
}

/** A whole document with one page, filled up with bytes that cannot be compressed; each call gives other ones. */
async function pdfOf(size) {
  const document = await PDFDocument.create();
  document.addPage();
  const filling = randomBytes(size - 1024);
  document.context.register(document.context.stream(filling));
  const file = Buffer.from(await document.save());
  const at = file.indexOf(filling);
  return () => {
    const copy = Buffer.from(file);
    randomBytes(16).copy(copy, at);
    return copy;
  };
}
