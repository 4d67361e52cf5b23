import type { FormField } from '../../domain/cycles/form.js';
import { changedClosed, isFieldOpen } from '../../domain/submissions/open-fields.js';
import type { Locale, Translator } from '../../platform/web/i18n.js';
import { readSections, wordsIn } from './entry-form-model.js';
import type { EntryPage } from './submissions.reader.js';

type Page = Pick<EntryPage, 'entry' | 'answers' | 'revision' | 'form'>;

/** What a return leaves open, in words; empty where that is everything. */
export function openWords({ entry, form }: Pick<Page, 'entry' | 'form'>, locale: Locale, t: Translator): string {
  if (entry.openFields === null) return '';
  const names = form.fields.filter(({ id }) => isFieldOpen(entry, id)).map(({ label }) => wordsIn(label, locale));
  return t('submissions:open.fields', { n: names.length, names: names.join(', ') });
}

/** The closed fields in which the working copy is not what was submitted: it cannot be submitted before that is put back. */
export const changedClosedOf = ({ entry, answers, revision, form }: Page): FormField[] =>
  changedClosed(entry, form.fields, { answers, inForce: revision?.answers ?? {} });

/** A field that is closed, as it was submitted, with what was typed into it before; null for one that is open. */
export function closedModel(field: FormField, page: Page, locale: Locale) {
  if (isFieldOpen(page.entry, field.id)) return null;
  const isChanged = changedClosedOf(page).some(({ id }) => id === field.id);
  return {
    submitted: readOf(field, page.revision?.answers ?? {}, locale),
    typed: isChanged ? readOf(field, page.answers, locale) : null,
  };
}

function readOf(field: FormField, answers: Page['answers'], locale: Locale) {
  const answer = answers[field.id];
  if (field.type === 'files')
    return { files: (Array.isArray(answer) ? (answer as { name: string }[]) : []).map(({ name }) => name) };
  const text = field.id === 'title' && typeof answer === 'string' ? answer : '';
  if (text) return { text };
  return readSections([field], answers, locale)[0]?.items[0] ?? {};
}
