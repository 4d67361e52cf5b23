import type { Answers, FileAnswer, FormField } from '../../domain/cycles/form.js';
import { wordDiff } from '../../domain/kernel/word-diff.js';
import type { Locale } from '../../platform/web/i18n.js';
import { readSections, wordsIn, type ReadSection } from './entry-form-model.js';
import type { SubmissionRevision } from '../revisions/submission-revision.entity.js';

/** A text of an entry: a revision, or the working copy. */
export interface EntryText {
  title: string;
  answers: Answers;
}

interface Compared {
  before: EntryText;
  after: EntryText;
  beforeFields: readonly FormField[];
  afterFields: readonly FormField[];
}

interface Changes extends Compared {
  before: SubmissionRevision;
  after: SubmissionRevision;
  mayTake: boolean;
}

/** Field by field what is new between two texts of an entry, as words that went and words that came; what stayed is not shown. */
export function changedFields({ before, after, beforeFields, afterFields }: Compared, locale: Locale) {
  const earlier = textsOf(beforeFields, before, locale);
  const later = textsOf(afterFields, after, locale);
  const labels = [...new Set([...later.keys(), ...earlier.keys()])];
  return labels
    .map((label) => ({ label, before: earlier.get(label) ?? '', after: later.get(label) ?? '' }))
    .filter((item) => item.before !== item.after)
    .map((item) => ({ label: item.label, parts: partsOf(item.before, item.after) }));
}

export const partsOf = (before: string, after: string) =>
  wordDiff(before, after).map(({ kind, text }) => ({ gone: kind === 'gone', fresh: kind === 'new', text }));

/** The same for an expert who scored the earlier of two revisions. */
export function changesModel({ mayTake, ...compared }: Changes, locale: Locale) {
  const { before, after } = compared;
  const changed = changedFields(compared, locale);
  return {
    title: after.title,
    number: before.number,
    newer: after.number,
    summary: changed.map(({ label }) => label).join(', '),
    retitled: before.title === after.title ? null : partsOf(before.title, after.title),
    changed,
    mayTake,
  };
}

/** All of an entry as plain text: headings, labels and answers. */
export function textOfSections(fields: readonly FormField[], revision: EntryText, locale: Locale): string {
  return [...textsOf(fields, revision, locale)].map(([label, text]) => `${label}\n${text}`).join('\n\n');
}

/** One answer as plain text; empty where nothing was answered. */
export function textOfAnswer(field: FormField, answers: Answers, locale: Locale): string {
  const text = answers[field.id];
  if (field.id === 'title') return typeof text === 'string' ? text : '';
  return [...textsOf([field], { title: '', answers }, locale).values()][0] ?? '';
}

function textsOf(fields: readonly FormField[], { answers }: EntryText, locale: Locale): Map<string, string> {
  const items = readSections(fields, answers, locale).flatMap((section) => section.items);
  const files = fields.flatMap((field) => {
    const names = filesIn(answers[field.id]).map(
      ({ name, sha256, caption }) => `${name} (${sha256.slice(0, 8)})${caption ? `: ${caption}` : ''}`,
    );
    return field.type === 'files' && names.length > 0
      ? [[wordsIn(field.label, locale), names.join('\n')] as const]
      : [];
  });
  return new Map([...items.map((item) => [item.label, textOf(item)] as const), ...files]);
}

/** A working copy may hold anything under the name of a field; only files are told as files. */
const filesIn = (answer: unknown): FileAnswer[] =>
  Array.isArray(answer)
    ? answer.filter((item): item is FileAnswer => typeof item === 'object' && item !== null && 'sha256' in item)
    : [];

function textOf({ text, list, table }: ReadSection['items'][number]): string {
  if (text !== undefined) return text;
  if (list) return list.join('\n');
  return (table?.rows ?? []).map((row) => row.map(({ value }) => value).join(' · ')).join('\n');
}
