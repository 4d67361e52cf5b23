import { createRequire } from 'node:module';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { inPrint, type Glyphs } from './in-print.js';

const fontFile = (name: string) => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
let press: Promise<typeof import('pdfmake')> | null = null;
let known: Glyphs | null = null;

const families = {
  Serif: ['DejaVuSerif', 'DejaVuSerif-Bold'],
  Sans: ['DejaVuSans', 'DejaVuSans-Bold'],
  Mono: ['DejaVuSansMono', 'DejaVuSansMono-Bold'],
} as const;

/** The library, loaded at the first document, with fonts that have Cyrillic; nothing but their files is ever read, and nothing from the network. */
async function prepared(): Promise<typeof import('pdfmake')> {
  const { default: pdfmake } = await import('pdfmake');
  const files = new Set<string>();
  const fonts = Object.entries(families).map(([family, [plain, strong]]) => {
    const [normal, bold] = [fontFile(plain), fontFile(strong)];
    files.add(normal).add(bold);
    return [family, { normal, bold, italics: normal, bolditalics: bold }] as const;
  });
  pdfmake.addFonts(Object.fromEntries(fonts));
  pdfmake.addTableLayouts({
    rows: {
      hLineWidth: (line: number) => (line === 0 ? 0 : 0.4),
      vLineWidth: () => 0,
      hLineColor: () => '#b9b3a2',
      paddingTop: () => 4,
      paddingBottom: () => 4,
      paddingLeft: (column: number) => (column === 0 ? 0 : 4),
      paddingRight: () => 4,
    },
    note: {
      hLineWidth: () => 0,
      vLineWidth: (line: number) => (line === 0 ? 2 : 0),
      vLineColor: () => '#1f5b3c',
      fillColor: () => '#f7f4ea',
      paddingTop: () => 7,
      paddingBottom: () => 7,
      paddingLeft: () => 10,
      paddingRight: () => 10,
    },
    grid: {
      hLineWidth: () => 0.4,
      vLineWidth: () => 0.4,
      hLineColor: () => '#9b9686',
      vLineColor: () => '#9b9686',
      paddingTop: () => 3,
      paddingBottom: () => 3,
      paddingLeft: () => 4,
      paddingRight: () => 4,
    },
  });
  pdfmake.setLocalAccessPolicy((path) => files.has(path));
  pdfmake.setUrlAccessPolicy(() => false);
  return pdfmake;
}

/** A document as bytes in PDF/A-2b with its fonts inside; the same document gives the same bytes. */
export async function pdfOf(document: TDocumentDefinitions): Promise<Buffer> {
  const pdfmake = await (press ??= prepared());
  const kept = { ...document, version: '1.7' as const, subset: 'PDF/A-2b' as const, tagged: true };
  return Buffer.from(await pdfmake.createPdf(kept).getBuffer());
}

/** A paper whose texts people wrote: data alone, so that it can be printed on a thread of its own. */
export interface Paper {
  document: TDocumentDefinitions & { content: Content[] };
  /** At the foot of every sheet, before the number of the page. */
  foot: string;
  /** At the head of every sheet; none where it is empty. */
  head: string;
}

/** The paper as bytes; what no font can draw is written by its code, and words without end are broken. */
export async function printed({ document, foot, head }: Paper): Promise<Buffer> {
  const glyphs = (known ??= glyphsOfFonts());
  const drawable = (text: string) => inPrint({ text }, glyphs);
  const { pageMargins = 56 } = document;
  const [left, , right] = Array.isArray(pageMargins) && pageMargins.length === 4 ? pageMargins : [56, 0, 56];
  return pdfOf({
    ...document,
    content: inPrint(document.content, glyphs),
    ...(head && { header: { ...drawable(head), fontSize: 7, alignment: 'right', margin: [left, 24, right, 0] } }),
    // A heading does not stay alone at the foot of a page.
    pageBreakBefore: (node, around) =>
      node.headlineLevel !== undefined && around.getFollowingNodesOnPage().length === 0,
    footer: (page, pages) => ({
      columns: [
        { ...drawable(foot), width: '*' },
        { text: `${page} / ${pages}`, alignment: 'right', width: 50 },
      ],
      fontSize: 7,
      color: '#474d44',
      margin: [left, 14, right, 0],
    }),
  });
}

/** What we ask of the library that pdfmake reads fonts with; it brings no types. */
interface Fontkit {
  openSync(path: string): { hasGlyphForCodePoint(point: number): boolean };
}

function glyphsOfFonts(): Glyphs {
  const fontkit = createRequire(import.meta.url)('fontkit') as Fontkit;
  const has = (name: string) => {
    const font = fontkit.openSync(fontFile(name));
    return (point: number) => font.hasGlyphForCodePoint(point);
  };
  return { Serif: has('DejaVuSerif'), Sans: has('DejaVuSans'), Mono: has('DejaVuSansMono') };
}
