import { z } from 'zod';
import type { FormField } from '../../domain/cycles/form.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { problemsOf } from '../../platform/schema-problems.js';

const words = z.object({ ru: z.string().trim().max(500), en: z.string().trim().max(500).optional() });
const whole = z.number().int().optional();
const common = {
  id: z.string().max(60),
  label: words,
  hint: words.optional(),
  required: z.boolean().optional(),
  step: words.optional(),
  about: z.enum(['organisation', 'region', 'people']).optional(),
};
const options = z.array(z.object({ value: z.string().max(200), label: words })).max(200);
const text = z.object({ ...common, type: z.enum(['text', 'textarea']), minLength: whole, maxLength: whole });
const number = z.object({
  ...common,
  type: z.literal('number'),
  min: z.string().max(40).optional(),
  max: z.string().max(40).optional(),
});
const date = z.object({
  ...common,
  type: z.literal('date'),
  min: z.iso.date().optional(),
  max: z.iso.date().optional(),
});
const select = z.object({ ...common, type: z.literal('select'), options });
const limits = { minItems: whole, maxItems: whole };

export const formField: z.ZodType<FormField> = z.discriminatedUnion('type', [
  text,
  number,
  date,
  select,
  z.object({ ...common, type: z.enum(['url', 'checkbox']) }),
  z.object({ ...common, type: z.literal('multiselect'), options, ...limits }),
  z.object({ ...common, type: z.literal('list'), ...limits, maxLength: whole }),
  z.object({
    ...common,
    type: z.literal('table'),
    columns: z.array(z.discriminatedUnion('type', [text, number, date, select])).max(20),
    ...limits,
  }),
  z.object({
    ...common,
    type: z.literal('files'),
    allowed: z.array(z.string().max(100)).max(40).optional(),
    maxFiles: whole,
    maxBytes: whole,
  }),
]);

/** The ordered fields of a form as a program sends them; what they mean together is checked by `formProblems`. */
export const formInput = z.object({ fields: z.array(formField).min(1).max(200) });

/** The same of what a page has put together, whose browser remembers parts that it does not show. */
export function formFieldsOf(made: readonly object[]): FormField[] {
  const parsed = formInput.shape.fields.safeParse(made);
  if (!parsed.success) throw new Refusal({ code: 'invalid-input', problems: problemsOf(parsed.error) });
  return parsed.data;
}

export const formView = z.object({ number: z.number(), fields: z.array(z.unknown()) });
