import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../../../domain/kernel/actor.js';
import { Refusal, type FieldProblem } from '../../../domain/kernel/refusal.js';
import { refusalStatus } from '../../../domain/kernel/refusal-status.js';
import type { Redirect } from './page.js';
import { problemsOf } from '../../schema-problems.js';
import { signedIn } from '../request.js';
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

interface FormHandling<Schema extends z.ZodType, Result> {
  act: (input: z.output<Schema>, actor: Actor & { userId: string }) => Promise<Result>;
  /** Where the browser goes once it is done, or what it sees instead. */
  after: (result: Result, input: z.output<Schema>) => Redirect | View | Promise<View>;
  /** Renders the page again; it is sent with the status of what was refused. */
  again: (form: FormAgain) => View | Promise<View>;
}

interface OpenFormHandling<Schema extends z.ZodType, Result> extends Omit<FormHandling<Schema, Result>, 'act'> {
  act: (input: z.output<Schema>) => Promise<Result>;
}

/**
 * The one way a page takes a form: invalid input and refusals render the form again with the values as typed, so that
 * nothing is lost; success redirects. What a page cannot mend (not found) goes on to the problem page.
 * Refuses guests with `sign-in-required` before it reads anything.
 */
export async function takeForm<Schema extends z.ZodType, Result>(
  request: FastifyRequest,
  schema: Schema,
  { act, ...pages }: FormHandling<Schema, Result>,
): Promise<Redirect | View> {
  const actor = signedIn(request);
  return takeOpenForm(request, schema, { ...pages, act: (input) => act(input, actor) });
}

/** The same of a form that guests send too. */
export async function takeOpenForm<Schema extends z.ZodType, Result>(
  request: FastifyRequest,
  schema: Schema,
  { act, after, again }: OpenFormHandling<Schema, Result>,
): Promise<Redirect | View> {
  const values = (request.body ?? {}) as Record<string, unknown>;
  const parsed = schema.safeParse(values);
  if (!parsed.success)
    return withStatus(await again({ values, problems: problemsOf(parsed.error, values), refusal: null }), 422);
  try {
    return await after(await act(parsed.data), parsed.data);
  } catch (error) {
    if (!(error instanceof Refusal) || elsewhere.has(error.code)) throw error;
    const problems = 'problems' in error.detail ? (error.detail.problems as FieldProblem[]) : [];
    return withStatus(await again({ values, problems, refusal: error }), refusalStatus[error.code]);
  }
}

/** What a script of a page sends, looked through once its sender is known. Refuses `invalid-input`. */
export function bodyOf<Schema extends z.ZodType>(request: FastifyRequest, schema: Schema): z.output<Schema> {
  const values = (request.body ?? {}) as Record<string, unknown>;
  const parsed = schema.safeParse(values);
  if (!parsed.success) throw new Refusal({ code: 'invalid-input', problems: problemsOf(parsed.error, values) });
  return parsed.data;
}

const elsewhere = new Set([
  'not-found',
  'sign-in-required',
  'forbidden',
  'form-expired',
  'stale-edit',
  'idempotency-running',
]);

function withStatus(page: View, status: number): View {
  return new View(page.name, page.model, status);
}
