import type { ProtocolTwin } from '../../domain/results/protocols/protocol.js';
import { pdfOf } from '../../platform/paper/pdf.js';
import { type ProtocolSignature, protocolDocument } from './protocol-document.js';

/**
 * The protocol on paper, from its twin and the signatures that stand under the twin's hash. Equal twins give equal bytes:
 * the date of the file is the day of the meeting, and its id follows from that.
 */
export async function protocolPdf(twin: ProtocolTwin, signatures: readonly ProtocolSignature[] = []): Promise<Buffer> {
  return pdfOf(protocolDocument(twin, signatures));
}
