import { z } from 'zod';
import type { PlanProblem } from '../../domain/assignment/problem/problem.js';
import { type FieldProblem, Refusal } from '../../domain/kernel/refusal.js';
import { fileProblemsOf } from '../../platform/schema-problems.js';

const id = z.string().min(1);
const count = z.int().min(0);
const pair = z.tuple([id, id]);
const belonging = { id, region: id.nullable().default(null), organisation: id.nullable().default(null) };

const problemFile = z.strictObject({
  reviewsPerEntry: count,
  entries: z.array(z.strictObject({ ...belonging, panel: id.nullable().default(null), reviews: count.optional() })),
  experts: z.array(
    z.strictObject({ ...belonging, min: count.nullish(), max: count.nullish(), panels: z.array(id).default([]) }),
  ),
  affinity: z.array(z.tuple([id, id, z.number()])).default([]),
  conflicts: z.array(pair).default([]),
  fixed: z.array(pair).default([]),
  forbidden: z.array(pair).default([]),
  perRegion: z.int().min(1).nullish(),
  perOrganisation: z.int().min(1).nullish(),
  balance: z.boolean().default(true),
  connected: z.boolean().default(false),
  seed: z.int().default(0),
  mode: z.enum(['match', 'draw']).default('match'),
});

type ProblemFile = z.output<typeof problemFile>;

/**
 * The problem of a file in JSON: lists of pairs name entries and experts by id, region and organisation are any names,
 * what is left out is empty, and without `max` an expert judges any number. Loads are made even among equals. Refuses:
 * `malformed` when it is no JSON, `invalid-input` with every fault by JSON pointer.
 */
export function readProblem(text: string): PlanProblem {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new Refusal({ code: 'malformed' });
  }
  const read = problemFile.safeParse(json);
  if (!read.success) throw new Refusal({ code: 'invalid-input', problems: fileProblemsOf(read.error) });
  const problems = referenceFaults(read.data);
  if (problems.length) throw new Refusal({ code: 'invalid-input', problems });
  return problemOf(read.data);
}

/** The problem as a file that `readProblem` reads again: everything but affinities, which a draw does not look at. */
export function fileOfDraw(problem: PlanProblem): z.input<typeof problemFile> {
  const named = (pairs: PlanProblem['fixed']) =>
    pairs.map(({ entryId, expertId }): [string, string] => [entryId, expertId]);
  return {
    mode: 'draw',
    seed: problem.seed,
    reviewsPerEntry: problem.reviewsPerEntry,
    entries: problem.entries.map(({ id: entryId, regionCode, organisationId, panel, reviews }) => ({
      id: entryId,
      region: regionCode,
      organisation: organisationId,
      panel: panel ?? null,
      ...(reviews !== undefined && reviews !== problem.reviewsPerEntry && { reviews }),
    })),
    experts: problem.experts.map(({ id: expertId, regionCode, organisationId, panels, min, max }) => ({
      id: expertId,
      region: regionCode,
      organisation: organisationId,
      min,
      max,
      panels: [...(panels ?? [])],
    })),
    conflicts: problem.conflicts.map(({ submissionId, expertId }) => [submissionId, expertId]),
    fixed: named(problem.fixed),
    forbidden: named(problem.forbidden),
    perRegion: problem.perRegion ?? null,
    perOrganisation: problem.perOrganisation ?? null,
    connected: problem.connected ?? false,
  };
}

/** Ids that stand twice, affinities that are given twice, and pairs of ids that are nowhere. */
function referenceFaults(file: ProblemFile): FieldProblem[] {
  const entries = new Set(file.entries.map((entry) => entry.id));
  const experts = new Set(file.experts.map((expert) => expert.id));
  const unknown = (['affinity', 'conflicts', 'fixed', 'forbidden'] as const).flatMap((list) =>
    file[list].flatMap(([entryId, expertId], index) => [
      ...(entries.has(entryId) ? [] : [{ pointer: `/${list}/${index}/0`, rule: 'not-offered' }]),
      ...(experts.has(expertId) ? [] : [{ pointer: `/${list}/${index}/1`, rule: 'not-offered' }]),
    ]),
  );
  return [
    ...twice(file.entries.map((entry) => entry.id)).map((index) => duplicate(`/entries/${index}/id`)),
    ...twice(file.experts.map((expert) => expert.id)).map((index) => duplicate(`/experts/${index}/id`)),
    ...twice(file.affinity.map(([entryId, expertId]) => JSON.stringify([entryId, expertId]))).map((index) =>
      duplicate(`/affinity/${index}`),
    ),
    ...unknown,
  ];
}

const duplicate = (pointer: string): FieldProblem => ({ pointer, rule: 'duplicate' });

/** Positions of texts that stood before. */
function twice(texts: readonly string[]): number[] {
  const seen = new Set<string>();
  return texts.flatMap((text, index) => {
    if (seen.has(text)) return [index];
    seen.add(text);
    return [];
  });
}

function problemOf(file: ProblemFile): PlanProblem {
  const pairsOf = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([entryId, expertId]) => ({ entryId, expertId }));
  const placed = <Item extends { region: string | null; organisation: string | null }>(item: Item) => {
    const { region, organisation, ...rest } = item;
    return { ...rest, regionCode: region, organisationId: organisation };
  };
  return {
    entries: file.entries.map(({ reviews, ...entry }) => ({
      ...placed(entry),
      ...(reviews !== undefined && { reviews }),
    })),
    experts: file.experts.map((expert) => ({
      ...placed(expert),
      min: expert.min ?? 0,
      max: expert.max ?? Infinity,
    })),
    conflicts: file.conflicts.map(([submissionId, expertId]) => ({ submissionId, expertId, source: 'declared' })),
    reviewsPerEntry: file.reviewsPerEntry,
    affinity: file.affinity,
    fixed: pairsOf(file.fixed),
    forbidden: pairsOf(file.forbidden),
    perRegion: file.perRegion ?? null,
    perOrganisation: file.perOrganisation ?? null,
    balance: file.balance,
    connected: file.connected,
    seed: file.seed,
    mode: file.mode,
  };
}
