import { z } from 'zod';
import { Refusal, type FieldProblem } from '../../../domain/kernel/refusal.js';
import { refusalStatus } from '../../../domain/kernel/refusal-status.js';
import type { Redirect } from './page.js';
import { problemsOf } from '../../schema-problems.js';
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
