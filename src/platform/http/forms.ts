import { z } from 'zod';
import { Refusal, type FieldProblem } from '../../domain/refusal.js';
import { refusalStatus } from '../../domain/refusal-status.js';
import type { Redirect } from './page.js';
import { View } from './page.js';

/** A form as the browser sends it. */
export type FormBody = Record<string, string | string[] | undefined>;

/** A form that the handler reads itself; made once, for making a schema costs more than a form. */
export const anyForm = z.looseObject({});

/** What a form page needs to show itself again: the values as typed, and what to do about each field. */
export interface FormAgain {
  values: Record<string, unknown>;
  problems: FieldProblem[];
  /** A refusal of the rules as a whole; null when only fields are at fault. */
  refusal: Refusal | null;
}

interface FormHandling<Schema extends z.ZodType> {
  schema: Schema;
  body: unknown;
  act(input: z.output<Schema>): Promise<Redirect | View>;
  /** Renders the page again; it is sent with the status of what was refused. */
  again(form: FormAgain): View | Promise<View>;
}

/**
 * The one way a page takes a form: invalid input and refusals render the form again with the values as typed, so that
 * nothing is lost; success redirects. What a page cannot mend (not found, not signed in) goes on to the problem page.
 */
export async function takeForm<Schema extends z.ZodType>(handling: FormHandling<Schema>): Promise<Redirect | View> {
  const values = (handling.body ?? {}) as Record<string, unknown>;
  const parsed = handling.schema.safeParse(values);
  if (!parsed.success)
    return withStatus(await handling.again({ values, problems: problemsOf(parsed.error, values), refusal: null }), 422);
  try {
    return await handling.act(parsed.data);
  } catch (error) {
    if (!(error instanceof Refusal) || elsewhere.has(error.code)) throw error;
    const problems = 'problems' in error.detail ? (error.detail.problems as FieldProblem[]) : [];
    return withStatus(await handling.again({ values, problems, refusal: error }), refusalStatus[error.code]);
  }
}

const elsewhere = new Set(['not-found', 'sign-in-required', 'forbidden', 'form-expired', 'stale-edit']);

function withStatus(page: View, status: number): View {
  return new View(page.name, page.model, status);
}

/** Zod's issues as field problems; the rule names are keys of `refusals:field.…`. */
export function problemsOf(error: z.ZodError, sent: Record<string, unknown> = {}): FieldProblem[] {
  return error.issues.map((issue) => ({
    pointer: `/${issue.path.map((part) => String(part)).join('/')}`,
    // Nothing was written: neither too little of it nor the wrong thing.
    ...(issue.path.length === 1 && sent[String(issue.path[0])] === '' ? { rule: 'required' } : ruleOf(issue)),
  }));
}

function ruleOf(issue: z.core.$ZodIssue): Pick<FieldProblem, 'rule' | 'values'> {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string')
        return Number(issue.minimum) <= 1
          ? { rule: 'required' }
          : { rule: 'too-short', values: { min: Number(issue.minimum) } };
      return { rule: 'too-small', values: { min: String(issue.minimum) } };
    case 'too_big':
      return issue.origin === 'string'
        ? { rule: 'too-long', values: { max: Number(issue.maximum) } }
        : { rule: 'too-big', values: { max: String(issue.maximum) } };
    case 'invalid_type':
      return issue.input === undefined || issue.message.includes('received undefined')
        ? { rule: 'required' }
        : { rule: 'wrong-type' };
    case 'invalid_format':
      return { rule: issue.format === 'email' ? 'not-an-email' : 'wrong-format' };
    case 'custom':
      return {
        rule: typeof issue.params?.['rule'] === 'string' ? issue.params['rule'] : issue.message || 'wrong-format',
      };
    case 'unrecognized_keys':
      return { rule: 'unknown-field', values: { names: issue.keys.join(', ') } };
    default:
      return { rule: 'not-offered' };
  }
}
