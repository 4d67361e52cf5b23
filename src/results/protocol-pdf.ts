import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type { ProtocolTwin } from '../domain/protocol.js';
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
  prepare();
  return Buffer.from(await pdfmake.createPdf(protocolDocument(twin, signatures)).getBuffer());
}
