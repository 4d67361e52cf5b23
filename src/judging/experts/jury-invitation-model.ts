import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mailAddress } from '../../platform/http/fields.js';
import type { FormAgain } from '../../platform/http/pages/forms.js';
import { fieldWords, problemOf } from '../../platform/http/problems/problem.js';
import { translator } from '../../platform/web/i18n.js';

/** Values that a form sends once for each box that is ticked. */
export const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((sent) => [sent ?? []].flat());

/** Whom a person who declines would ask instead. */
export const suggestedFields = {
  suggestedName: z.string().trim().max(200).default(''),
  suggestedEmail: z.union([z.literal(''), mailAddress]).default(''),
};

export function suggestionOf({
  suggestedName: name,
  suggestedEmail: email,
}: {
  suggestedName: string;
  suggestedEmail: string;
}) {
  return name || email ? { name, email, note: '' } : null;
}

/** The texts to sign, by paragraphs. */
export const consentFields = (consents: readonly { kind: string; text: string }[]) =>
  consents.map(({ kind, text }) => ({ kind, paragraphs: text.split(/\n+/) }));

/** What was wrong with an answer, in one line. */
export function troubleText({ refusal, problems }: FormAgain, request: FastifyRequest): string {
  const t = translator(request.locale);
  if (!refusal) return problems.map((problem) => fieldWords(problem, t)).join(' ');
  const { title, remedy } = problemOf(refusal, {
    locale: request.locale,
    timeZone: request.timeZone,
    requestId: request.id,
  });
  return `${title}. ${remedy}`;
}
