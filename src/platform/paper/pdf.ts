import { createRequire } from 'node:module';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

const fontFile = (name: string) => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
let press: Promise<typeof import('pdfmake')> | null = null;

/** The library, loaded at the first document, with fonts that have Cyrillic; nothing but their files is ever read, and nothing from the network. */
async function prepared(): Promise<typeof import('pdfmake')> {
  const { default: pdfmake } = await import('pdfmake');
  const normal = fontFile('DejaVuSerif');
  const bold = fontFile('DejaVuSerif-Bold');
  pdfmake.addFonts({ Serif: { normal, bold, italics: normal, bolditalics: bold } });
  pdfmake.setLocalAccessPolicy((path) => path === normal || path === bold);
  pdfmake.setUrlAccessPolicy(() => false);
  return pdfmake;
}

/** A document as bytes in PDF/A-2b with its fonts inside; the same document gives the same bytes. */
export async function pdfOf(document: TDocumentDefinitions): Promise<Buffer> {
  const pdfmake = await (press ??= prepared());
  const kept = { ...document, version: '1.7' as const, subset: 'PDF/A-2b' as const, tagged: true };
  return Buffer.from(await pdfmake.createPdf(kept).getBuffer());
}
