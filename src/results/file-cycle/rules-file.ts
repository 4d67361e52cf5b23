import { z } from 'zod';
import { rankingRuleShape, selectionRuleShape } from '../../cycles/editions/ranking-rule-shape.js';
import { outcomes } from '../../domain/cycles/outcome.js';
import { decimalFrom } from '../../domain/kernel/decimal.js';
import { isDay } from '../../domain/kernel/local-day.js';
import { quorumRules } from '../../domain/results/sittings/quorum.js';
import { ruleProblems } from '../../domain/ranking/rule-problems.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { fileProblemsOf } from '../../platform/schema-problems.js';
import { textOf } from '../../platform/tables/csv-table.js';

export const decimal = z.string().refine((text) => decimalFrom(text) === text, { error: 'not-a-number' });
const day = z.string().refine(isDay, { error: 'not-a-date' });
const count = z.int().min(0);
const digits = z.int().min(0).max(12);

export const rankingRule = rankingRuleShape(z.string(), 12);

export const quorumTerms = z.strictObject({
  rule: z.enum(quorumRules),
  recusals: z.enum(['reduce-base', 'keep-base']),
});

export const openVote = z.strictObject({ votes: z.record(z.string(), count), chair: z.array(z.string()) });

export const bodyBallot = z.strictObject({
  voterId: z.string().min(1).max(64),
  marks: z.record(z.string(), decimal).optional(),
  order: z.array(z.string()).optional(),
});

const meeting = z.strictObject({
  number: z.string().min(1),
  on: day,
  place: z.string(),
  form: z.enum(['in-person', 'remote', 'by-correspondence']),
  body: z.string().min(1),
  chair: z.string(),
  secretary: z.string(),
  members: count,
  present: count,
  recused: count,
  attendees: z.array(z.string()),
  quorum: quorumTerms,
});

const rulesFile = z.strictObject({
  format: z.literal('laureat-rules/1'),
  competition: z.string().min(1),
  year: z.int(),
  notes: z.array(z.string()).default([]),
  regulation: z.strictObject({ protocolNumber: z.string(), on: day.nullable() }),
  nominations: z.array(z.strictObject({ code: z.string().min(1), title: z.string().min(1) })).min(1),
  criteria: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]*$/),
        title: z.string().min(1),
        weight: decimal,
        scaleMin: decimal,
        scaleMax: decimal,
        scaleStep: decimal.refine((text) => !/^-|^0+(\.0+)?$/.test(text), { error: 'not-positive' }),
      }),
    )
    .min(1),
  ranking: rankingRule,
  decimals: digits.default(2),
  /** How many the body proposes in each nomination, by the ranking, where `decisions` say nothing else. */
  finalists: count,
  /** Who of the ranking is proposed, in place of the first `finalists`. */
  selection: selectionRuleShape.optional(),
  /** An open vote between equals, by entry, and whom the chair chose. */
  openVote: openVote.optional(),
  /** What the members of the body gave in the second phase, by entry; in a nomination what they say of others is left out. */
  ballots: z.array(bodyBallot).optional(),
  meeting,
  decisions: z
    .array(
      z.strictObject({
        nomination: z.string(),
        entry: z.string(),
        // A regional choice rests on no ranking, and files are ranked.
        outcome: z.enum(outcomes).exclude(['regional-laureate']),
        reason: z.string().min(1),
      }),
    )
    .default([]),
});

export type RulesFile = z.output<typeof rulesFile>;

/**
 * The rules of a cycle from `rules.json`. Refuses: `file-encoding`, `malformed` when it is no JSON, `invalid-input` with
 * every fault by JSON pointer.
 */
export function readRules(bytes: Uint8Array, path: string): RulesFile {
  const { text } = textOf(bytes, path);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refusal({ code: 'malformed' });
  }
  const read = rulesFile.safeParse(json);
  if (!read.success) throw new Refusal({ code: 'invalid-input', problems: fileProblemsOf(read.error) });
  const problems = referencesOf(read.data);
  if (problems.length) throw new Refusal({ code: 'invalid-input', problems });
  return read.data;
}

/** Codes that are used twice, and names of criteria and nominations that do not exist. */
function referencesOf(rules: RulesFile) {
  const codes = rules.nominations.map(({ code }) => code);
  const ids = rules.criteria.map(({ id }) => id);
  const twice = (list: readonly string[], at: string, key: string) =>
    list.flatMap((item, index) =>
      list.indexOf(item) === index ? [] : [{ pointer: `/${at}/${index}/${key}`, rule: 'duplicate' }],
    );
  return [
    ...twice(codes, 'nominations', 'code'),
    ...twice(ids, 'criteria', 'id'),
    ...ruleProblems(rules.ranking, rules.criteria).map((problem) => ({
      ...problem,
      pointer: `/ranking${problem.pointer}`,
    })),
    ...rules.decisions.flatMap(({ nomination }, index) =>
      codes.includes(nomination) ? [] : [{ pointer: `/decisions/${index}/nomination`, rule: 'not-offered' }],
    ),
  ];
}
