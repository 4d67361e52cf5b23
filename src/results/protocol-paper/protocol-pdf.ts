import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { ProtocolTwin } from '../../domain/results/protocols/protocol.js';
import { type ProtocolSignature, protocolDocument } from './protocol-document.js';

const fontFile = (name: string) => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
let fontFiles: string[] | null = null;

/** Fonts with Cyrillic; nothing but their files is ever read, and nothing from the network. */
function prepare(): void {
  if (fontFiles) return;
  const normal = fontFile('DejaVuSerif');
  const bold = fontFile('DejaVuSerif-Bold');
  fontFiles = [normal, bold];
  pdfmake.addFonts({ Serif: { normal, bold, italics: normal, bolditalics: bold } });
  pdfmake.setLocalAccessPolicy((path) => fontFiles!.includes(path));
  pdfmake.setUrlAccessPolicy(() => false);
}

/**
 * The protocol on paper, from its twin and the signatures that stand under the twin's hash. Equal twins give equal bytes:
 * the date of the file is the day of the meeting, and its id follows from that.
 */
export async function protocolPdf(twin: ProtocolTwin, signatures: readonly ProtocolSignature[] = []): Promise<Buffer> {
  return pdfOf(protocolDocument(twin, signatures));
}

/** A document as bytes in PDF/A-2b with its fonts inside; the same document gives the same bytes. */
export async function pdfOf(document: TDocumentDefinitions): Promise<Buffer> {
  prepare();
  const kept = { ...document, version: '1.7' as const, subset: 'PDF/A-2b' as const, tagged: true };
  return Buffer.from(await pdfmake.createPdf(kept).getBuffer());
}
