import type { FieldProblem } from '../../../domain/kernel/refusal.js';
import { translator, type Locale } from '../../web/i18n.js';
import type { FormAgain } from './forms.js';
import { fieldWords, problemOf, type Problem } from '../problems/problem.js';

interface Reader {
  locale: Locale;
  timeZone: string;
  id: string;
}

/** What a template shows of a form: values, words beside the fields, the summary above them, a refusal as a whole. */
export interface FormView {
  values: Record<string, unknown>;
  errors: Record<string, string>;
  summary: { href: string; text: string }[];
  refusal: Pick<Problem, 'title' | 'detail' | 'remedy'> | null;
}

/** An empty form with what it begins from. */
export const formWith = (values: Record<string, unknown> = {}): FormView => ({
  values,
  errors: {},
  summary: [],
  refusal: null,
});

/** The form as it was sent; `labels` are the fields' names in the reader's language, for the summary. */
export function formView(again: FormAgain, reader: Reader, labels: Record<string, string> = {}): FormView {
  const t = translator(reader.locale);
  const errors: Record<string, string> = {};
  for (const problem of again.problems) errors[fieldOf(problem)] ??= fieldWords(problem, t);
  const rules = again.refusal && again.problems.length === 0;
  return {
    values: again.values,
    errors,
    summary: Object.entries(errors).map(([field, text]) => ({
      href: `#${field}`,
      text: labels[field] ? `${labels[field]}: ${text}` : text,
    })),
    refusal: rules
      ? problemOf(again.refusal!, { locale: reader.locale, timeZone: reader.timeZone, requestId: reader.id })
      : null,
  };
}

const fieldOf = ({ pointer }: FieldProblem): string => pointer.slice(1).split('/')[0] ?? '';
