import { z } from 'zod';
import {
  assignmentModes,
  blindable,
  consentKinds,
  othersRules,
  remarkRules,
  unfinishedRules,
} from '../../domain/cycles/judging-rules.js';

const few = z.coerce.number().int().min(1).max(20).nullable();

/** How a cycle judges, as programs and forms send it. */
export const judgingRulesInput = z.object({
  conflicts: z.object({ region: z.boolean(), months: z.coerce.number().int().min(0).max(600), relations: z.boolean() }),
  consents: z
    .array(
      z.object({
        kind: z.enum(consentKinds),
        version: z.string().trim().max(60),
        text: z.string().trim().max(60_000),
      }),
    )
    .max(consentKinds.length),
  answerDays: z.coerce.number().int().min(1).max(120),
  assignment: z.object({
    mode: z.enum(assignmentModes),
    minLoad: z.coerce.number().int().min(0).max(1000),
    perRegion: few,
    perOrganisation: few,
    connected: z.boolean(),
  }),
  sheet: z.object({
    remarks: z.enum(remarkRules),
    remarkLength: z.coerce.number().int().min(1).max(2000),
    training: z.boolean(),
  }),
  blind: z.array(z.enum(blindable)),
  others: z.enum(othersRules),
  extraExpert: z.enum(['at-once', 'after-word']),
  vacancies: z.enum(['at-once', 'by-plan']).default('at-once'),
  expertsPublished: z.boolean(),
  /** Left out, it stays as it is. */
  crossReview: z
    .object({
      reviews: z.coerce.number().int().min(0).max(20),
      commentLength: z.coerce.number().int().min(50).max(4000),
      grades: z.boolean(),
      exempt: z.array(z.string().max(20)).max(200),
      unfinished: z.enum(unfinishedRules),
      shownToExperts: z.boolean(),
    })
    .optional(),
  /** Left out, it stays as it is. */
  clarificationDays: z.coerce.number().int().min(0).max(30).optional(),
});
