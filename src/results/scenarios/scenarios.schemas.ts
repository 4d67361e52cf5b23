import { z } from 'zod';
import { rankingRuleShape, selectionRuleShape } from '../../cycles/counting/ranking-rule-shape.js';
import { decimalFrom } from '../../domain/kernel/decimal.js';
import { selectionOf } from '../../domain/cycles/entry-facts.js';
import { presetFor, rankingPresets } from '../../domain/cycles/ranking-presets.js';
import type { RankingRule, Statistic, TieRule } from '../../domain/ranking/ranking-rule.js';
import type { SelectionRule } from '../../domain/selection/selection.js';

const number = z
  .string()
  .default('')
  .transform((typed, context) => {
    if (!typed.trim()) return null;
    const value = decimalFrom(typed);
    if (value === null) context.addIssue({ code: 'custom', params: { rule: 'not-a-number' }, input: typed });
    return value;
  });
const whole = z
  .string()
  .default('')
  .transform((typed) => (typed.trim() ? Number(typed) : null))
  .pipe(z.int().min(1).max(1000).nullable());
const title = z.string().trim().min(1).max(120);

export const statistics = ['mean', 'median', 'sum', 'trimmed-mean'] as const;
export const ties = ['earlier-submission', 'median', 'more-sheets', 'share'] as const;
export const borders = ['widen', 'narrow', 'tie-chain'] as const;

/** What a scenario changes; what is left empty stays as it is in force. */
export const scenarioForm = z.object({
  title,
  preset: z.enum(['', ...rankingPresets.map(({ id }) => id)]).default(''),
  across: z.enum(['', ...statistics]).default(''),
  tie: z.enum(['', ...ties]).default(''),
  minSheets: whole,
  first: whole,
  atLeast: number,
  perRegion: whole,
  atBorder: z.enum(['', ...borders]).default(''),
  minEntries: whole,
});
export type ScenarioForm = z.output<typeof scenarioForm>;

/** What a program sends: both rules whole. */
export const scenarioInput = z.strictObject({
  title,
  rankingRule: rankingRuleShape(z.uuid(), 6),
  selectionRule: selectionRuleShape,
});

export const fixForm = z.object({ scenario: z.uuid(), reason: z.string().max(1000).default('') });

interface InForce {
  rankingRule: RankingRule;
  selectionRule: SelectionRule | null;
  finalistsForeseen: number;
}

/** The two rules of a scenario: those in force, or a preset's, with what the form changes. */
export function scenarioRules(form: ScenarioForm, edition: InForce, criteria: readonly { id: string }[]) {
  const preset = rankingPresets.find(({ id }) => id === form.preset);
  const rule = preset ? presetFor(preset, criteria) : edition.rankingRule;
  const selection = preset?.selection ?? selectionOf(edition);
  const quotas = (selection.quotas ?? []).filter(({ of }) => form.perRegion === null || of !== 'region');
  const rankingRule: RankingRule = {
    ...rule,
    ...(form.across && { across: statisticOf(form.across) }),
    ...(form.tie && { tieChain: chainOf(form.tie) }),
    ...(form.minSheets !== null && { minSheets: form.minSheets }),
  };
  const selectionRule: SelectionRule = {
    ...selection,
    ...(form.first !== null && { first: form.first }),
    ...(form.atLeast !== null && { atLeast: form.atLeast }),
    ...(form.perRegion !== null && { quotas: [...quotas, { of: 'region', most: form.perRegion }] }),
    ...(form.atBorder && { atBorder: form.atBorder }),
    ...(form.minEntries !== null && { minEntries: form.minEntries }),
  };
  return { title: form.title, rankingRule, selectionRule };
}

function statisticOf(kind: (typeof statistics)[number]): Statistic {
  return kind === 'trimmed-mean' ? { kind, drop: 1, from: 3 } : { kind };
}

const chainOf = (kind: (typeof ties)[number]): TieRule[] =>
  kind === 'share' ? [{ kind }] : [{ kind }, { kind: 'share' }];
