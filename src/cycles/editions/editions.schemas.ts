import { z } from 'zod';
import { day, text } from '../../platform/http/fields.js';
import { quorumRules } from '../../domain/results/sittings/quorum.js';
import { rankingRuleShape, selectionRuleShape, entryFactsShape } from './ranking-rule-shape.js';
import { judgingRulesInput } from './judging-rules.schemas.js';
import { publicationRulesInput } from './publication-rules.schemas.js';
import { decisionRulesInput } from './decision-rules.schemas.js';
import { entryRulesInput } from './entry-rules.schemas.js';
import { screeningRulesInput } from './screening-rules.schemas.js';
import type { RegulationEdition } from './regulation-edition.entity.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import { entryRulesFrom } from '../../domain/cycles/entry-rules.js';
import { screeningRulesFrom } from '../../domain/cycles/screening-rules.js';
import { decisionRulesFrom } from '../../domain/cycles/decision-rules.js';

export const editionInput = z.object({
  protocolNumber: text(60).min(1),
  protocolOn: day.nullable().default(null),
  text: text(60_000).default(''),
  reviewsPerEntry: z.coerce.number().int().min(1).max(20),
  revisionWorkingDays: z.coerce.number().int().min(1).max(60),
  quorum: z.enum(quorumRules),
  finalistsForeseen: z.coerce.number().int().min(1).max(50).default(3),
  winnersForeseen: z.coerce.number().int().min(1).max(50).default(1),
  rankingRule: rankingRuleShape(z.uuid(), 6),
  /** Null selects the first so many as are foreseen; what is left out stays as it is. */
  selectionRule: selectionRuleShape.nullable().optional(),
  entryFacts: entryFactsShape.optional(),
  judgingRules: judgingRulesInput.optional(),
  publicationRules: publicationRulesInput.optional(),
  decisionRules: decisionRulesInput.optional(),
  entryRules: entryRulesInput.optional(),
  screeningRules: screeningRulesInput.optional(),
  reason: text(1000).default(''),
});

export type EditionInput = z.output<typeof editionInput>;

export const editionView = z.object({
  number: z.number(),
  protocolNumber: z.string(),
  protocolOn: z.string().nullable(),
  reviewsPerEntry: z.number(),
  revisionWorkingDays: z.number(),
  quorum: z.string(),
  finalistsForeseen: z.number(),
  winnersForeseen: z.number(),
  rankingRule: z.record(z.string(), z.unknown()),
  selectionRule: z.record(z.string(), z.unknown()).nullable(),
  entryFacts: z.record(z.string(), z.unknown()),
  judgingRules: z.record(z.string(), z.unknown()),
  publicationRules: z.record(z.string(), z.unknown()),
  decisionRules: z.record(z.string(), z.unknown()),
  /** The code by which one gets in is for those who set it, on their page. */
  entryRules: z.object({
    way: z.string(),
    joinDays: z.number(),
    questions: z.array(z.record(z.string(), z.unknown())),
  }),
  screeningRules: z.object({ checklist: z.array(z.record(z.string(), z.unknown())), checkers: z.number() }),
  reason: z.string(),
  version: z.number(),
});

export const toEdition = (row: RegulationEdition): z.infer<typeof editionView> =>
  editionView.parse({
    ...row,
    judgingRules: judgingRulesFrom(row.judgingRules),
    publicationRules: publicationRulesFrom(row.publicationRules),
    decisionRules: decisionRulesFrom(row.decisionRules),
    entryRules: entryRulesFrom(row.entryRules),
    screeningRules: screeningRulesFrom(row.screeningRules),
  });
