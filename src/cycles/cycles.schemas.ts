import { z } from 'zod';
import { decimalFrom } from '../domain/kernel/decimal.js';
import { decisionRulesFrom } from '../domain/cycles/decision-rules.js';
import type { CriterionKind } from '../domain/ranking/criterion-kind.js';
import { judgingRulesFrom } from '../domain/cycles/judging-rules.js';
import { publicationRulesFrom } from '../domain/cycles/publication-rules.js';
import { organisationKinds } from '../domain/accounts/organisation.js';
import { quorumRules } from '../domain/results/sittings/quorum.js';
import { stageKinds } from '../domain/cycles/stage.js';
import { judgingRulesInput } from './bodies/judging-rules.schemas.js';
import { publicationRulesInput } from './bodies/publication-rules.schemas.js';
import { decisionRulesInput } from './bodies/decision-rules.schemas.js';
import type { Criterion } from './criteria/criterion.entity.js';
import type { Cycle } from './cycle/cycle.entity.js';
import type { Nomination } from './nominations/nomination.entity.js';
import { criterionKind, entryFactsShape, rankingRuleShape, selectionRuleShape } from './counting/ranking-rule-shape.js';
import type { RegulationEdition } from './editions/regulation-edition.entity.js';
import type { Stage } from './stages/stage.entity.js';

const text = (max: number) => z.string().trim().max(max);
const decimal = z.string().transform((typed, context) => {
  const value = decimalFrom(typed);
  if (value === null) context.addIssue({ code: 'custom', params: { rule: 'not-a-number' }, input: typed });
  return value ?? '0';
});

export const cycleInput = z.object({
  year: z.coerce.number().int().min(2000).max(2100),
  title: text(300).min(1),
  note: text(4000).default(''),
});
export const cycleEdit = cycleInput.pick({ title: true, note: true });
export const cancelInput = z.object({ reason: text(1000).default(''), knowingly: z.coerce.boolean().default(false) });
export const stageInput = z.object({
  kind: z.enum(stageKinds),
  title: text(120).min(1),
  opensAt: z.iso.datetime({ offset: true }).transform((at) => new Date(at)),
  closesAt: z.iso.datetime({ offset: true }).transform((at) => new Date(at)),
});
export const stageMove = stageInput.omit({ kind: true });
export const nominationInput = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[А-ЯЁA-Z0-9]{1,6}$/u),
  title: text(200).min(1),
  description: text(2000).default(''),
  allowedKinds: z.array(z.enum(organisationKinds)).default([]),
  quotaPerRegion: z.number().int().min(1).max(1000).nullable().default(null),
  spheres: z.array(text(80).min(1)).max(40).default([]),
});
export const criterionInput = z.object({
  title: text(200).min(1),
  guidance: text(1000).default(''),
  weight: decimal,
  scaleMin: decimal.default('0'),
  scaleMax: decimal.default('10'),
  scaleStep: decimal.default('1'),
  levels: z.array(z.object({ from: decimal, to: decimal, text: text(300).min(1) })).default([]),
  /** Left out, the kind stays as it is; numeric for a new one. */
  kind: criterionKind.optional(),
});
export const kindInput = z.object({ kind: criterionKind, reason: text(1000).default('') });
export const editionInput = z.object({
  protocolNumber: text(60).min(1),
  protocolOn: z.iso.date().nullable().default(null),
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
  reason: text(1000).default(''),
});

export type CycleInput = z.output<typeof cycleInput>;
export type StageInput = z.output<typeof stageInput>;
export type NominationInput = z.output<typeof nominationInput>;
export type CriterionInput = z.output<typeof criterionInput>;
export type EditionInput = z.output<typeof editionInput>;

export const cycleView = z.object({
  id: z.string(),
  year: z.number(),
  title: z.string(),
  state: z.string(),
  timeZone: z.string(),
  generated: z.boolean(),
  note: z.string(),
  version: z.number(),
});
export const stageView = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  opensAt: z.string(),
  closesAt: z.string(),
  version: z.number(),
});
export const nominationView = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  description: z.string(),
  allowedKinds: z.array(z.string()),
  quotaPerRegion: z.number().nullable(),
  spheres: z.array(z.string()),
  version: z.number(),
});
export const criterionView = z.object({
  id: z.string(),
  title: z.string(),
  guidance: z.string(),
  weight: z.string(),
  scaleMin: z.string(),
  scaleMax: z.string(),
  scaleStep: z.string(),
  levels: z.array(z.object({ from: z.string(), to: z.string(), text: z.string() })),
  kind: criterionKind,
  version: z.number(),
});
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
  reason: z.string(),
  version: z.number(),
});

export const toCycle = ({ id, year, title, state, timeZone, generated, note, version }: Cycle) => ({
  id,
  year,
  title,
  state,
  timeZone,
  generated,
  note,
  version,
});
export const toStage = ({ id, kind, title, opensAt, closesAt, version }: Stage) => ({
  id,
  kind,
  title,
  opensAt: opensAt.toISOString(),
  closesAt: closesAt.toISOString(),
  version,
});
export const toNomination = (row: Nomination): z.infer<typeof nominationView> => nominationView.parse(row);
export const toCriterion = ({
  kind = { kind: 'numeric' },
  ...row
}: Criterion & { kind?: CriterionKind }): z.infer<typeof criterionView> => criterionView.parse({ ...row, kind });
export const toEdition = (row: RegulationEdition): z.infer<typeof editionView> =>
  editionView.parse({
    ...row,
    judgingRules: judgingRulesFrom(row.judgingRules),
    publicationRules: publicationRulesFrom(row.publicationRules),
    decisionRules: decisionRulesFrom(row.decisionRules),
  });
