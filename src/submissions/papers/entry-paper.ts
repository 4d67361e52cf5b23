import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { Paper } from '../../platform/paper/press.js';
import { formatDeadline, formatInstant, formatOwnTime, formatSpan } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { readSections, type ReadSection } from '../writing/entry-form-model.js';
import type { PaperFacts } from './papers.reader.js';
import { arrivalWords, filesNamed, grouped, receiptRows, type Reader } from './receipt-model.js';

export const paperStyles = {
  over: { fontSize: 8, color: '#474d44' },
  title: { fontSize: 17, margin: [0, 2, 0, 8] as [number, number, number, number] },
  number: { fontSize: 34, margin: [0, 0, 0, 10] as [number, number, number, number] },
  heading: { fontSize: 13, margin: [0, 16, 0, 6] as [number, number, number, number] },
  label: { font: 'Sans', fontSize: 8, color: '#474d44' },
  small: { font: 'Sans', fontSize: 7.5, color: '#474d44' },
};
const ink = '#1d221d';
/** pdfmake writes into what it is given: every paper has its own. */
const rule = (): Content => ({
  canvas: [{ type: 'line', x1: 0, y1: 0, x2: 467, y2: 0, lineWidth: 1.2, lineColor: ink }],
  margin: [0, 6, 0, 12],
});

/** The frame of every paper of a cycle. */
export function paperFrame(facts: {
  cycle: { title: string; generated: boolean };
  title: string;
  at: Date;
  reader: Reader;
  content: Content[];
  foot: string;
}): Paper {
  const { cycle, reader, content } = facts;
  const t = translator(reader.locale);
  return {
    document: {
      pageSize: 'A4',
      pageMargins: [71, 48, 57, 54],
      language: reader.locale,
      info: { title: facts.title, author: cycle.title, creationDate: facts.at },
      defaultStyle: { font: 'Serif', fontSize: 10, lineHeight: 1.25, color: ink },
      styles: paperStyles,
      content,
    },
    foot: facts.foot,
    head: cycle.generated ? t('papers:show') : '',
  };
}

/** A whole entry on paper: the receipt first, then what was answered, then the files with their hashes. */
export function entryPaper(facts: PaperFacts, reader: Reader): Paper {
  const t = translator(reader.locale);
  const { page, revision, title } = facts;
  const { entry } = page;
  const named = title || t('submissions:untitled');
  const about = revision
    ? t('papers:foot', {
        number: entry.registerNumber ?? '',
        n: revision.number,
        at: arrivalWords(revision.submittedAt, page, reader).at,
        hash: `${revision.contentHash.slice(0, 8)} … ${revision.contentHash.slice(-8)}`,
      })
    : t('papers:footDraft', { at: formatInstant(page.now, { ...reader, year: 'always' }) });
  return paperFrame({
    cycle: entry.cycle,
    title: revision ? `${entry.registerNumber ?? ''}. ${named}` : named,
    at: revision?.submittedAt ?? page.now,
    reader,
    foot: about,
    content: [
      ...opening(facts, reader, t),
      ...(revision ? hashPart(revision.contentHash, t) : []),
      ...nextPart(facts, reader, t),
      { text: entry.nomination.title, style: 'over', pageBreak: 'before' },
      { text: named, style: 'title', headlineLevel: 1 },
      ...readSections(facts.fields, facts.answers, reader.locale).flatMap(sectionPart),
      ...filesPart(facts, reader, t),
    ],
  });
}

function opening(facts: PaperFacts, reader: Reader, t: Translator): Content[] {
  const { page, revision } = facts;
  const { entry } = page;
  const head = [
    { text: entry.cycle.title, style: 'over' },
    { text: t(revision ? 'papers:receipt' : 'papers:draft'), fontSize: 12 },
    rule(),
  ];
  if (!revision)
    return [
      ...head,
      { text: t('papers:notSubmittedLarge'), style: 'number', headlineLevel: 1 },
      factsTable(receiptRows(facts, reader)),
    ];
  const arrival = arrivalWords(revision.submittedAt, page, reader);
  return [
    ...head,
    { text: t('papers:acceptedAs'), fontSize: 13 },
    { text: entry.registerNumber ?? '', style: 'number', headlineLevel: 1 },
    { text: t('papers:arrived'), style: 'label' },
    { text: arrival.at, fontSize: 13 },
    { text: [arrival.zone, arrival.own].filter(Boolean).join('. '), style: 'small', margin: [0, 0, 0, 10] },
    factsTable(receiptRows(facts, reader)),
  ];
}

const factsTable = (rows: readonly { term: string; value: string }[]): Content => ({
  table: {
    widths: [96, '*'],
    body: rows.map(({ term, value }): TableCell[] => [{ text: term, style: 'label' }, { text: value }]),
  },
  layout: 'noBorders',
  margin: [0, 0, 0, 8],
});

function hashPart(hash: string, t: Translator): Content[] {
  const stack: Content[] = [
    { text: t('papers:hashWhat'), fontSize: 8.5 },
    { text: grouped(hash), font: 'Mono', fontSize: 8.5, margin: [0, 4, 0, 4] },
    { text: t('papers:hashHow'), fontSize: 8.5 },
  ];
  return [{ table: { widths: ['*'], body: [[{ stack }]] }, layout: 'note', margin: [0, 4, 0, 4] }];
}

/** What comes, with its days: correcting while it is allowed, and the stages ahead. */
function nextPart({ page, deadline }: PaperFacts, reader: Reader, t: Translator): Content[] {
  const { entry, stages, now } = page;
  const zone = entry.cycle.timeZone;
  const until = deadline && {
    when: t('papers:until', {
      at: formatDeadline(deadline, { locale: reader.locale, timeZone: zone, closesIn: zone, year: 'always' }),
    }),
    what: [t('papers:correct'), formatOwnTime(deadline, { ...reader, beside: zone, year: 'always' })]
      .filter(Boolean)
      .join('. '),
  };
  const isGoing = ['submitted', 'returned', 'admitted'].includes(entry.state);
  const ahead = stages
    .filter(({ kind, closesAt }) => isGoing && kind !== 'intake' && closesAt > now)
    .map(({ title, opensAt, closesAt }) => ({
      when: formatSpan(opensAt, closesAt, { locale: reader.locale, timeZone: zone, year: 'always' }),
      what: title,
    }));
  const rows = [...(until ? [until] : []), ...ahead];
  if (rows.length === 0) return [];
  return [
    { text: t('papers:next'), style: 'heading', headlineLevel: 2 },
    {
      table: {
        widths: [130, '*'],
        body: rows.map(({ when, what }): TableCell[] => [
          { text: when, bold: true, fontSize: 9 },
          { text: what, fontSize: 9 },
        ]),
      },
      layout: 'rows',
    },
  ];
}

function sectionPart({ title, items }: ReadSection): Content[] {
  return [
    ...(title ? [{ text: title, style: 'heading', headlineLevel: 2 }] : []),
    ...items.flatMap((item): Content[] => [
      { text: item.label, style: 'label', margin: [0, 6, 0, 1], headlineLevel: 3 },
      ...answerPart(item),
    ]),
  ];
}

function answerPart({ text, list, table }: ReadSection['items'][number]): Content[] {
  if (text !== undefined) return [{ text }];
  if (list) return [{ ol: list.map((each) => ({ text: each })) }];
  if (!table) return [];
  const head = table.head.map(({ label, number }): TableCell => ({
    text: label,
    bold: true,
    alignment: number ? 'right' : 'left',
  }));
  const rows = table.rows.map((row) =>
    row.map(({ value, number }): TableCell => ({ text: value, alignment: number ? 'right' : 'left' })),
  );
  const widths = table.head.map(({ number }) => (number ? 60 : '*'));
  return [
    {
      table: { headerRows: 1, dontBreakRows: true, widths, body: [head, ...rows] },
      layout: 'rows',
      fontSize: 8.5,
    },
  ];
}

function filesPart(facts: PaperFacts, { locale }: Reader, t: Translator): Content[] {
  const files = filesNamed(facts, locale);
  if (files.length === 0) return [];
  return [
    { text: t('papers:files'), style: 'heading', headlineLevel: 2 },
    {
      table: {
        widths: [14, '*'],
        dontBreakRows: true,
        body: files.map(({ name, size, hash, caption, field }, index): TableCell[] => [
          { text: String(index + 1), fontSize: 9 },
          {
            stack: [
              { text: `${name}, ${size}` },
              ...(caption ? [{ text: caption, fontSize: 9 }] : []),
              { text: field, style: 'small' },
              { text: `SHA-256 ${grouped(hash)}`, font: 'Mono', fontSize: 6.6 },
            ],
          },
        ]),
      },
      layout: 'rows',
    },
  ];
}
