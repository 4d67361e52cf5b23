import type { Paper } from '../../platform/paper/press.js';
import type { RegisterTable } from './dated-register-table.js';

export interface RegisterStamp {
  title: string;
  /** Who, when, for which instant, how many, the hash: as terms and values. */
  facts: { term: string; value: string }[];
  madeAt: Date;
}

/** The register on paper: the stamp, then the table; the hash stands under every page. */
export function registerPaper({ head, rows, hash }: RegisterTable, stamp: RegisterStamp): Paper {
  return {
    foot: `SHA-256 ${hash}`,
    head: '',
    document: {
      pageSize: head.length > 12 ? 'A3' : 'A4',
      pageOrientation: 'landscape',
      pageMargins: [32, 36, 32, 40],
      language: 'ru',
      info: { title: stamp.title, creationDate: stamp.madeAt },
      defaultStyle: { font: 'Serif', fontSize: 7, lineHeight: 1.15 },
      content: [
        { text: stamp.title, fontSize: 13, bold: true, margin: [0, 0, 0, 6] },
        ...stamp.facts.map(({ term, value }) => ({ text: [{ text: `${term}: `, bold: true }, value], fontSize: 8 })),
        {
          margin: [0, 10, 0, 0],
          layout: 'lightHorizontalLines',
          table: {
            headerRows: 1,
            dontBreakRows: false,
            widths: head.map((_column, at) => (at === 1 || at >= 9 ? '*' : 'auto')),
            body: [head.map((text) => ({ text, bold: true })), ...rows.map((row) => row.map((text) => ({ text })))],
          },
        },
      ],
    },
  };
}
