import { z } from 'zod';
import { decimalFrom } from '../../domain/kernel/decimal.js';
import { gates, type KindName, type KindNamed } from '../../domain/ranking/criterion-kind.js';

const decimal = z.string().refine((text) => decimalFrom(text) === text, { error: 'not-a-number' });
const positive = decimal.refine((text) => !/^-|^0+(\.0+)?$/.test(text), { error: 'not-positive' });
const name = z.string().min(1).max(100);
const bandEnds = { from: decimal.nullable(), to: decimal.nullable(), including: z.boolean().optional() };
const pointsBands = z.array(z.strictObject({ ...bandEnds, points: decimal })).max(50);
const timeZone = z.string().refine(isTimeZone, { error: 'not-offered' });

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

const statistic = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mean') }),
  z.strictObject({ kind: z.literal('median') }),
  z.strictObject({ kind: z.literal('sum') }),
  z.strictObject({ kind: z.literal('trimmed-mean'), drop: z.int().min(1).max(10), from: z.int().min(3).max(100) }),
]);

/** What each kind of criterion says, as it is stored and sent. */
const kindShapes = {
  numeric: z.strictObject({ kind: z.literal('numeric') }),
  levels: z.strictObject({
    kind: z.literal('levels'),
    levels: z
      .array(z.strictObject({ label: name, points: decimal }))
      .min(1)
      .max(20),
  }),
  'pass-fail': z.strictObject({ kind: z.literal('pass-fail'), gate: z.enum(gates) }),
  rank: z.strictObject({ kind: z.literal('rank'), top: z.int().min(1).max(20) }),
  vote: z.strictObject({ kind: z.literal('vote'), most: z.int().min(1).max(1000).nullable() }),
  information: z.strictObject({ kind: z.literal('information') }),
} satisfies { [Name in KindName]: z.ZodType<KindNamed<Name>> };
type KindShape = (typeof kindShapes)[KindName];

/** What a criterion asks of an expert, as it is stored and sent. */
export const criterionKind = z.discriminatedUnion('kind', Object.values(kindShapes) as [KindShape, ...KindShape[]]);

const indicator = z.union([
  z.strictObject({ id: name, fact: name, bands: pointsBands }),
  z.strictObject({ id: name, fact: name, perUnit: decimal, atMost: decimal.nullable() }),
  z.strictObject({ id: name, fact: name, best: positive }),
]);

const secondPhase = z.strictObject({
  top: z.int().min(1).max(1000).nullable(),
  by: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('marks'), min: decimal, max: decimal }),
    z.strictObject({ kind: z.literal('rank-points'), points: z.int().min(1).max(1000) }),
    z.strictObject({ kind: z.literal('votes'), most: z.int().min(1).max(1000).nullable() }),
    z.strictObject({ kind: z.literal('pass'), needs: z.enum(['majority', 'two-thirds', 'all']) }),
    z.strictObject({ kind: z.literal('schulze') }),
    z.strictObject({ kind: z.literal('stv'), seats: z.int().min(1).max(1000), seed: name }),
  ]),
  equals: z.enum(['share', 'first-phase']),
});

/**
 * The shape of a ranking rule, as it is stored and sent: `ruleFrom` says what optional parts mean where they are left out.
 * Criteria are named as `criterionId` says; roundings keep at most `digits` decimals. An unknown part is refused: a rule
 * that was misspelt would silently count otherwise.
 */
export function rankingRuleShape(criterionId: z.ZodType<string, string>, digits: number) {
  const decimals = z.int().min(0).max(digits).nullable();
  return z.strictObject({
    aggregate: z.enum(['mean-per-criterion-then-weighted-sum', 'weighted-sum-per-sheet-then-mean']),
    roundCriterionMeanTo: decimals,
    roundTotalTo: decimals,
    minSheets: z.int().min(1).max(20),
    tieChain: z
      .array(
        z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('criterion'), id: criterionId }),
          z.strictObject({ kind: z.literal('earlier-submission') }),
          z.strictObject({ kind: z.literal('earlier-day'), timeZone }),
          z.strictObject({ kind: z.literal('median') }),
          z.strictObject({ kind: z.literal('more-sheets') }),
          z.strictObject({ kind: z.literal('open-vote') }),
          z.strictObject({ kind: z.literal('lot'), seed: name }),
          z.strictObject({ kind: z.literal('share') }),
        ]),
      )
      .max(10),
    across: statistic.optional(),
    combine: z.enum(['sum', 'mean']).optional(),
    roundWeightedTo: decimals.optional(),
    roundSheetTo: decimals.optional(),
    cannotJudge: z.enum(['refuse', 'leave-out', 'sheet-not-counted']).optional(),
    kinds: z.record(z.string(), criterionKind).optional(),
    weightSets: z
      .array(
        z.strictObject({
          nomination: name.optional(),
          amount: z.strictObject(bandEnds).optional(),
          weights: z.record(z.string(), decimal),
        }),
      )
      .max(50)
      .optional(),
    indicators: z.array(indicator).max(50).optional(),
    bonuses: z
      .array(z.strictObject({ id: name, points: decimal }))
      .max(50)
      .optional(),
    normalise: z
      .strictObject({ to: positive, by: z.enum(['scale-maximum', 'best-entry']) })
      .nullable()
      .optional(),
    divergence: z
      .strictObject({
        by: z.enum(['total', 'criterion']),
        above: decimal,
        unit: z.enum(['points', 'percent']),
        finish: z.enum(['third-is-final', 'mean-of-all', 'mean-of-closest-two']),
      })
      .nullable()
      .optional(),
    secondPhase: secondPhase.nullable().optional(),
  });
}

/** The shape of a selection rule: `selectBy` says what its parts mean. */
export const selectionRuleShape = z.strictObject({
  first: z.int().min(1).nullable().optional(),
  percent: z
    .strictObject({ of: positive, rounding: z.enum(['down', 'up', 'half-up']) })
    .nullable()
    .optional(),
  atLeast: decimal.nullable().optional(),
  bands: pointsBands.optional(),
  quotas: z
    .array(z.strictObject({ of: name, most: z.union([z.int().min(0), z.record(z.string(), z.int().min(0))]) }))
    .max(10)
    .optional(),
  proportional: z.strictObject({ of: name, seats: z.int().min(1).max(100_000) }).optional(),
  atBorder: z.enum(['widen', 'narrow', 'tie-chain']).optional(),
  minEntries: z.int().min(1).optional(),
});

/** The shape of what the edition says of answers that count: field ids of the entry form. */
export const entryFactsShape = z.strictObject({
  amount: name.optional(),
  facts: z.record(z.string(), name).optional(),
  bonuses: z.record(z.string(), name).optional(),
  groups: z.record(z.string(), name).optional(),
  self: z.record(z.string(), name).optional(),
});
