import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { FormField } from '../../domain/cycles/form.js';
import { endingOf } from '../../platform/files/files.js';
import type { Paper } from '../../platform/paper/press.js';
import { formatDeadline, formatSize } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { fileLimits } from '../files/file-limits.js';
import { stepsOf, wordsIn } from '../writing/entry-form-model.js';
import { paperFrame } from './entry-paper.js';
import type { Reader } from './receipt-model.js';

/** What a blank is of. */
export interface BlankFacts {
  cycle: { title: string; generated: boolean; timeZone: string };
  nomination: { title: string };
  form: { number: number; fields: readonly FormField[]; createdAt: Date };
  closesAt: Date | null;
}

/** What the form of a nomination will ask, to be talked over before anything is typed. */
export function blankPaper({ cycle, nomination, form, closesAt }: BlankFacts, reader: Reader): Paper {
  const t = translator(reader.locale);
  const until = closesAt
    ? t('papers:blankUntil', {
        at: formatDeadline(closesAt, {
          locale: reader.locale,
          timeZone: cycle.timeZone,
          closesIn: cycle.timeZone,
          year: 'always',
        }),
      })
    : '';
  return paperFrame({
    cycle,
    title: t('papers:blankTitle', { nomination: nomination.title }),
    at: form.createdAt,
    reader,
    foot: t('papers:blankFoot', { nomination: nomination.title, n: form.number }),
    content: [
      { text: cycle.title, style: 'over' },
      { text: t('papers:blank'), style: 'title', headlineLevel: 1 },
      { text: t('papers:blankNomination', { nomination: nomination.title }) },
      { text: [t('papers:blankLead'), until].filter(Boolean).join(' '), margin: [0, 6, 0, 4] },
      ...stepsOf(form.fields, reader.locale).flatMap(({ title, fields }): Content[] => [
        ...(title ? [{ text: title, style: 'heading', headlineLevel: 2 }] : []),
        {
          table: {
            widths: ['*', 120],
            dontBreakRows: true,
            body: fields.map((field): TableCell[] => [
              { stack: questionOf(field, reader, t) },
              { text: limitsOf(field, reader, t), style: 'small', alignment: 'right' },
            ]),
          },
          layout: 'rows',
        },
      ]),
    ],
  });
}

function questionOf(field: FormField, { locale }: Reader, t: Translator): Content[] {
  const hint = wordsIn(field.hint, locale);
  return [
    { text: wordsIn(field.label, locale), bold: true },
    ...(hint ? [{ text: hint, style: 'small' }] : []),
    ...roomFor(field, locale, t),
  ];
}

/** Where the answer goes: boxes to tick, columns, or lines. */
function roomFor(field: FormField, locale: Reader['locale'], t: Translator): Content[] {
  if (field.type === 'select' || field.type === 'multiselect')
    return field.options.map(({ label }) => ({
      text: `☐ ${wordsIn(label, locale)}`,
      fontSize: 9,
      margin: [0, 2, 0, 0],
    }));
  if (field.type === 'checkbox') return [{ text: `☐ ${t('papers:yes')}`, fontSize: 9, margin: [0, 2, 0, 0] }];
  if (field.type === 'files') return [];
  if (field.type === 'table') {
    const head = field.columns.map(({ label }): TableCell => ({
      text: wordsIn(label, locale),
      bold: true,
      fontSize: 8,
    }));
    const empty = head.map((): TableCell => ({ text: ' ' }));
    return [
      {
        table: { widths: head.map(() => '*'), body: [head, empty, structuredClone(empty)] },
        layout: 'grid',
        margin: [0, 4, 0, 0],
      },
    ];
  }
  const long = field.type === 'textarea' || field.type === 'list';
  return Array.from({ length: long ? 3 : 1 }, (_, line) => ({
    canvas: [{ type: 'line' as const, x1: 0, y1: 0, x2: 320, y2: 0, lineWidth: 0.4, lineColor: '#9b9686' }],
    margin: [0, line === 0 ? 18 : 16, 0, 0] as [number, number, number, number],
  }));
}

/** «нужно, до 500 знаков». */
function limitsOf(field: FormField, { locale }: Reader, t: Translator): string {
  return [t(field.required ? 'papers:needed' : 'papers:optional'), ...bounds(field, locale, t)].join(', ');
}

function bounds(field: FormField, locale: Reader['locale'], t: Translator): string[] {
  const said = (key: string, n: number | string | undefined) =>
    n === undefined ? [] : [t(`papers:limit.${key}`, { n })];
  switch (field.type) {
    case 'text':
    case 'textarea':
      return [...said('fromSigns', field.minLength), ...said('toSigns', field.maxLength)];
    case 'number':
    case 'date':
      return [...said('from', field.min), ...said('to', field.max)];
    case 'multiselect':
      return [...said('from', field.minItems), ...said('to', field.maxItems)];
    case 'list':
      return [...said('from', field.minItems), ...said('to', field.maxItems), ...said('eachSigns', field.maxLength)];
    case 'table':
      return [...said('fromRows', field.minItems), ...said('toRows', field.maxItems)];
    case 'files': {
      const { allowed, maxFiles, maxBytes } = fileLimits(field);
      const size = formatSize(maxBytes, locale);
      return [t('papers:limit.files', { types: allowed.map(endingOf).join(', '), n: maxFiles, size })];
    }
    default:
      return [];
  }
}
