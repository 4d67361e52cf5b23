import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { codeText } from '../../domain/results/publication/certificate.js';
import type { SnapshotItem } from '../../domain/results/publication/publication.js';
import { pdfOf } from '../../platform/paper/pdf.js';
import { dayWords, outcomeWords } from '../protocol-paper/protocol-words.js';

interface CertificateFacts {
  item: SnapshotItem;
  cycle: Pick<Cycle, 'title' | 'year' | 'generated'>;
  publication: { number: number; publishAt: Date; protocolNumber: string };
  code: string;
  /** The address of the site, printed for verification. */
  base: string;
}

/** A certificate on paper, from the published snapshot alone; the same snapshot gives the same bytes. */
export function certificatePdf(facts: CertificateFacts): Promise<Buffer> {
  return pdfOf(certificateDocument(facts));
}

function certificateDocument({ item, cycle, publication, code, base }: CertificateFacts): TDocumentDefinitions {
  const day = publication.publishAt.toISOString().slice(0, 10);
  const [green, line, ink] = ['#1f5b41', '#b9a97c', '#20231f'];
  return {
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [72, 92, 72, 60],
    language: 'ru',
    info: {
      title: `Диплом ${codeText(code)}`,
      author: cycle.title,
      subject: `${outcomeWords[item.outcome]}: ${item.nomination}`,
      creationDate: new Date(`${day}T00:00:00Z`),
    },
    defaultStyle: { font: 'Serif', fontSize: 12, lineHeight: 1.25, color: ink },
    background: () => ({
      canvas: [
        { type: 'rect', x: 28, y: 28, w: 786, h: 539, lineColor: line, lineWidth: 1.2 },
        { type: 'rect', x: 34, y: 34, w: 774, h: 527, lineColor: line, lineWidth: 0.4 },
      ],
    }),
    content: [
      { text: cycle.title, alignment: 'center', fontSize: 12, margin: [40, 0, 40, 2] },
      { text: String(cycle.year), alignment: 'center', margin: [0, 0, 0, 34] },
      { text: 'ДИПЛОМ', alignment: 'center', fontSize: 34, characterSpacing: 6, color: green },
      { text: outcomeWords[item.outcome], alignment: 'center', fontSize: 17, margin: [0, 4, 0, 2] },
      { text: `в номинации «${item.nomination}»`, alignment: 'center', margin: [0, 0, 0, 30] },
      { text: item.organisationName, alignment: 'center', fontSize: 17, bold: true },
      { text: item.regionName, alignment: 'center', margin: [0, 2, 0, 14] },
      { text: `за практику «${item.title}»`, alignment: 'center', fontSize: 14, margin: [30, 0, 30, 44] },
      {
        text: `Протокол № ${publication.protocolNumber}, публикация № ${publication.number} от ${dayWords(day)}\nЗаявка ${item.registerNumber}`,
        alignment: 'center',
        fontSize: 9,
      },
      ...(cycle.generated
        ? [
            {
              text: 'Показ: данные вымышлены.',
              alignment: 'center' as const,
              fontSize: 9,
              margin: [0, 2, 0, 0] as never,
            },
          ]
        : []),
    ],
    footer: {
      text: `Код проверки ${codeText(code)}   ${base}/certificates/${code}`,
      alignment: 'center',
      fontSize: 9,
    },
  };
}
