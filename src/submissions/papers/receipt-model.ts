import type { Submission } from '../entries/submission.entity.js';
import type { FormField } from '../../domain/cycles/form.js';
import { formatInstant, formatOwnTime, formatSize, zoneWords } from '../../platform/web/format.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import { translator } from '../../platform/web/i18n.js';
import { wordsIn } from '../writing/entry-form-model.js';
import { onBehalfWords } from '../writing/entry-model.js';
import type { PaperFacts } from './papers.reader.js';

export interface Reader {
  locale: Locale;
  timeZone: string;
}

/** A hash as people compare it: in groups of eight. */
export const grouped = (hash: string): string => (hash.match(/.{1,8}/g) ?? []).join(' ');

/** When the entry arrived, with its zone in words, and on the reader's own clock where that shows another time. */
export function arrivalWords(at: Date, { entry }: { entry: Submission }, { locale, timeZone }: Reader) {
  const zone = entry.cycle.timeZone;
  return {
    at: formatInstant(at, { locale, timeZone: zone, year: 'always', seconds: true }),
    zone: zoneWords(at, { locale, timeZone: zone }),
    own: formatOwnTime(at, { locale, timeZone, beside: zone, year: 'always' }),
  };
}

/** Who, what, when: the facts of a receipt, on the page and on paper alike. */
export function receiptRows(facts: PaperFacts, reader: Reader): { term: string; value: string }[] {
  const t = translator(reader.locale);
  const { entry } = facts.page;
  const bytes = facts.attachments.reduce((sum, { file }) => sum + file.bytes, 0);
  const onBehalf = onBehalfWords({ ...facts.page, revision: facts.revision }, t);
  const rows: [string, string][] = [
    ['practice', facts.title || t('submissions:untitled')],
    ['nomination', entry.nomination.title],
    ['revision', revisionWords(facts, reader, t)],
    ['organisation', facts.organisation],
    ['region', facts.region],
    ...(onBehalf ? [['entered', onBehalf] as [string, string]] : []),
    ...(facts.submitter ? [['submitter', facts.submitter] as [string, string]] : []),
    ['files', t('papers:filesText', { n: facts.attachments.length, size: formatSize(bytes, reader.locale) })],
  ];
  return rows.map(([term, value]) => ({ term: t(`papers:row.${term}`), value }));
}

function revisionWords({ page, revision }: PaperFacts, reader: Reader, t: Translator): string {
  const { entry } = page;
  if (!revision) return t('papers:notSubmitted');
  const isInForce = entry.revisionId === revision.id;
  const first = entry.firstSubmittedAt;
  const said = t(isInForce ? 'papers:inForce' : 'papers:past', { n: revision.number, other: entry.revisions });
  if (revision.number === 1 || !first) return said;
  return t('papers:firstSubmitted', { said, at: arrivalWords(first, page, reader).at });
}

/** The files as they are named on a receipt, field by field. */
export function filesNamed({ attachments, fields, page }: PaperFacts, locale: Locale) {
  const labels = new Map(fields.map((field: FormField) => [field.id, wordsIn(field.label, locale)]));
  return attachments.map(({ id, field, caption, file }) => ({
    name: file.name,
    field: labels.get(field) ?? '',
    caption,
    size: formatSize(file.bytes, locale),
    hash: file.sha256,
    href: `/submissions/${page.entry.id}/files/${id}`,
  }));
}
