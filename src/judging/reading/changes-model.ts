import type { FormField } from '../../domain/cycles/form.js';
import { wordDiff } from '../../domain/kernel/word-diff.js';
import type { Locale } from '../../platform/web/i18n.js';
import { readSections, type ReadSection } from '../../submissions/writing/entry-form-model.js';
import type { SubmissionRevision } from '../../submissions/revisions/submission-revision.entity.js';

interface Changes {
  before: SubmissionRevision;
  after: SubmissionRevision;
  beforeFields: readonly FormField[];
  afterFields: readonly FormField[];
  mayTake: boolean;
}

/** Field by field what is new between two revisions, as words that went and words that came; what stayed is not shown. */
export function changesModel({ before, after, beforeFields, afterFields, mayTake }: Changes, locale: Locale) {
  const earlier = textsOf(beforeFields, before, locale);
  const later = textsOf(afterFields, after, locale);
  const labels = [...new Set([...later.keys(), ...earlier.keys()])];
  const changed = labels
    .map((label) => ({ label, before: earlier.get(label) ?? '', after: later.get(label) ?? '' }))
    .filter((item) => item.before !== item.after)
    .map((item) => ({
      label: item.label,
      parts: wordDiff(item.before, item.after).map(({ kind, text }) => ({
        gone: kind === 'gone',
        fresh: kind === 'new',
        text,
      })),
    }));
  return {
    title: after.title,
    number: before.number,
    newer: after.number,
    summary: changed.map(({ label }) => label).join(', '),
    retitled:
      before.title === after.title
        ? null
        : wordDiff(before.title, after.title).map(({ kind, text }) => ({
            gone: kind === 'gone',
            fresh: kind === 'new',
            text,
          })),
    changed,
    mayTake,
  };
}

/** All of an entry as plain text: headings, labels and answers. */
export function textOfSections(fields: readonly FormField[], revision: SubmissionRevision, locale: Locale): string {
  return [...textsOf(fields, revision, locale)].map(([label, text]) => `${label}\n${text}`).join('\n\n');
}

function textsOf(fields: readonly FormField[], revision: SubmissionRevision, locale: Locale): Map<string, string> {
  const items = readSections(fields, revision.answers, locale).flatMap((section) => section.items);
  return new Map(items.map((item) => [item.label, textOf(item)]));
}

function textOf({ text, list, table }: ReadSection['items'][number]): string {
  if (text !== undefined) return text;
  if (list) return list.join('\n');
  return (table?.rows ?? []).map((row) => row.map(({ value }) => value).join(' · ')).join('\n');
}
