import type { RankingRule, Statistic, TieRule } from '../../domain/ranking/ranking-rule.js';
import type { SelectionRule } from '../../domain/selection/selection.js';
import { rankingPresets, presetFor } from '../../domain/cycles/ranking-presets.js';
import { selectionOf } from '../../domain/cycles/entry-facts.js';
import { ScenarioForm, statistics, ties } from './scenarios.schemas.js';

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
