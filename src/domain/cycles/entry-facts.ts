import { decimalFrom, exact } from '../kernel/decimal.js';
import type { Answers, FormField } from './form.js';
import type { RankedEntry } from '../ranking/input.js';
import { pickOf } from '../ranking/criterion-kind.js';
import { ruleProblems } from '../ranking/rule-problems.js';
import { publicVotesFact, ruleFrom, type RankingRule } from '../ranking/ranking-rule.js';
import type { FieldProblem } from '../kernel/refusal.js';
import type { SelectionFacts, SelectionRule } from '../selection/selection.js';

/** Which answers of the entry form the rules count with, by field id. */
export interface EntryFacts {
  /** A number: the amount asked for. */
  amount?: string;
  /** By the name of the fact: a number. */
  facts?: Readonly<Record<string, string>>;
  /** By the id of the bonus: a check box. */
  bonuses?: Readonly<Record<string, string>>;
  /** By the kind of group that a quota names: a selection. */
  groups?: Readonly<Record<string, string>>;
  /** By criterion id: a number, the points that the applicant gives the own entry. They count nowhere. */
  self?: Readonly<Record<string, string>>;
}

type CountedFacts = Pick<RankedEntry, 'amount' | 'facts' | 'bonuses'>;

/**
 * Rules §10. What the rules count of an entry beside its sheets, from the answers of its revision in force. An answer that
 * is no decimal says nothing: the fact is missing, and the ranking names it. Only what is asked for is given.
 */
export function factsOf(answers: Answers, asked: EntryFacts): CountedFacts {
  const amount = asked.amount === undefined ? null : numberOf(answers[asked.amount]);
  const facts = Object.entries(asked.facts ?? {}).flatMap(([name, field]) => {
    const value = numberOf(answers[field]);
    return value === null ? [] : [[name, value] as const];
  });
  const bonuses = Object.entries(asked.bonuses ?? {})
    .filter(([, field]) => answers[field] === true)
    .map(([id]) => id);
  return {
    ...(amount !== null && { amount }),
    ...(Object.keys(asked.facts ?? {}).length > 0 && { facts: Object.fromEntries(facts) }),
    ...(bonuses.length > 0 && { bonuses: bonuses.sort() }),
  };
}

/**
 * Rules §9. The points that the applicant gave the own entry, by criterion; kept apart from what experts give, and shown to
 * an expert only after the own sheet. An answer that is no decimal says nothing.
 */
export function selfScoresOf(answers: Answers, { self = {} }: EntryFacts): Record<string, string> {
  const given = Object.entries(self).flatMap(([criterion, field]) => {
    const points = numberOf(answers[field]);
    return points === null ? [] : [[criterion, points] as const];
  });
  return Object.fromEntries(given);
}

/** Rules §9. The answers without the applicant's own points. */
export function withoutSelfScores(answers: Answers, { self = {} }: EntryFacts): Answers {
  const own = new Set(Object.values(self));
  return Object.fromEntries(Object.entries(answers).filter(([field]) => !own.has(field)));
}

function numberOf(answer: unknown): string | null {
  return typeof answer === 'string' ? decimalFrom(answer) : null;
}

/** Rules §10. What a rule of selection asks about entries and the ranking does not say: amounts and groups by entry id. */
export function selectionFactsOf(
  entries: readonly { id: string; answers: Answers }[],
  asked: EntryFacts,
): SelectionFacts {
  const { amount, groups } = asked;
  const by = (field: string, valueOf: (answer: unknown) => string | null) =>
    Object.fromEntries(
      entries.flatMap(({ id, answers }) => {
        const value = valueOf(answers[field]);
        return value === null ? [] : [[id, value] as const];
      }),
    );
  const chosen = (answer: unknown) => (typeof answer === 'string' && answer ? answer : null);
  return {
    ...(amount !== undefined && { amounts: by(amount, numberOf) }),
    ...(groups && {
      groups: Object.fromEntries(Object.entries(groups).map(([kind, field]) => [kind, by(field, chosen)])),
    }),
  };
}

export interface CountingRules {
  rankingRule: RankingRule;
  selectionRule: SelectionRule | null;
  entryFacts: EntryFacts;
}

/**
 * Rules §10. What is wrong with the rules of counting and selection of a cycle, by JSON pointer: what `ruleProblems` finds;
 * facts, amounts, bonuses and groups that the rules ask for and no answer gives, or a field that no form has or that is of
 * another type; bands of thresholds that end before they begin; a quota named twice.
 */
export function countingProblems(
  { rankingRule, selectionRule, entryFacts }: CountingRules,
  cycle: { criteria: readonly { id: string }[]; fields: readonly FormField[] },
): FieldProblem[] {
  const rule = ruleFrom(rankingRule);
  const found: FieldProblem[] = ruleProblems(rankingRule, cycle.criteria).map((problem) => ({
    ...problem,
    pointer: `/rankingRule${problem.pointer}`,
  }));
  const has = (id: string, type: FormField['type']) =>
    cycle.fields.some((field) => field.id === id && field.type === type);
  const need = (field: string | undefined, type: FormField['type'], at: string) => {
    if (!field) found.push({ pointer: `/entryFacts${at}`, rule: 'required' });
    else if (!has(field, type)) found.push({ pointer: `/entryFacts${at}`, rule: 'not-offered' });
  };
  const asksAmount = rule.weightSets.some(({ amount }) => amount) || Boolean(selectionRule?.bands?.length);
  if (asksAmount || entryFacts.amount) need(entryFacts.amount, 'number', '/amount');
  for (const { fact } of rule.indicators)
    if (fact !== publicVotesFact) need(entryFacts.facts?.[fact], 'number', `/facts/${fact}`);
  if (entryFacts.facts && Object.hasOwn(entryFacts.facts, publicVotesFact))
    found.push({ pointer: `/entryFacts/facts/${publicVotesFact}`, rule: 'not-offered' });
  for (const { id } of rule.bonuses) need(entryFacts.bonuses?.[id], 'checkbox', `/bonuses/${id}`);
  const known = new Set(cycle.criteria.map(({ id }) => id));
  for (const [id, field] of Object.entries(entryFacts.self ?? {})) {
    if (known.has(id) && !pickOf(rule.kinds[id])) need(field, 'number', `/self/${id}`);
    else found.push({ pointer: `/entryFacts/self/${id}`, rule: 'not-offered' });
  }
  const quotas = selectionRule?.quotas ?? [];
  const kinds = [...quotas, ...(selectionRule?.proportional ? [selectionRule.proportional] : [])].map(({ of }) => of);
  for (const of of new Set(kinds)) if (of !== 'region') need(entryFacts.groups?.[of], 'select', `/groups/${of}`);
  return [...found, ...selectionProblems(selectionRule ?? {})];
}

function selectionProblems({ bands = [], quotas = [], percent }: SelectionRule): FieldProblem[] {
  const kinds = quotas.map(({ of }) => of);
  return [
    ...bands.flatMap(({ from, to, including = false }, index) => {
      if (from === null || to === null) return [];
      const isSound = including ? exact(from).lte(exact(to)) : exact(from).lt(exact(to));
      return isSound ? [] : [{ pointer: `/selectionRule/bands/${index}/to`, rule: 'below-min' }];
    }),
    ...kinds.flatMap((kind, index) =>
      kinds.indexOf(kind) === index ? [] : [{ pointer: `/selectionRule/quotas/${index}/of`, rule: 'duplicate' }],
    ),
    ...(percent && exact(percent.of).gt(100)
      ? [{ pointer: '/selectionRule/percent/of', rule: 'too-big', values: { max: 100 } }]
      : []),
  ];
}

/**
 * Rules §10. How the edition selects: by its own rule, or the first so many as are foreseen, and with them whoever has as
 * many points as the last of them.
 */
export function selectionOf(edition: {
  selectionRule: SelectionRule | null;
  finalistsForeseen: number;
}): SelectionRule {
  return edition.selectionRule ?? { first: edition.finalistsForeseen, atBorder: 'tie-chain' };
}
