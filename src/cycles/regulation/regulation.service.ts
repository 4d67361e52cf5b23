import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { decisionRulesFrom } from '../../domain/cycles/decision-rules.js';
import { countingProblems, type CountingRules } from '../../domain/cycles/entry-facts.js';
import { entryRulesFrom } from '../../domain/cycles/entry-rules.js';
import { exemptProblems, judgingRuleProblems, judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import { screeningRulesFrom } from '../../domain/cycles/screening-rules.js';
import { regionalGateProblems } from '../../domain/judging/regional-gate.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import { create, save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { listCriteria } from '../criteria/criteria.queries.js';
import { mustBeVersion } from '../cycle/must-be-version.js';
import { amended } from '../editions/amended-edition.js';
import { findEdition } from '../editions/editions.queries.js';
import type { EditionInput } from '../editions/editions.schemas.js';
import { RegulationEdition } from '../editions/regulation-edition.entity.js';
import { listForms } from '../forms/forms.queries.js';
import { listNominations } from '../nominations/nominations.queries.js';
import { RuleChanges, type RuleChange } from '../stages/rule-change.js';

/** Editions of the regulation. */
@Injectable()
export class RegulationService {
  constructor(private readonly changes: RuleChanges) {}

  /**
   * Writes the regulation. Before the intake the edition is edited in place; afterwards it stands, and only a new edition
   * with a reason replaces it: without one refuses with `rules-frozen`.
   */
  regulate(actor: Actor, cycleId: string, input: EditionInput & { version?: number }): Promise<RegulationEdition> {
    return this.changes.within(actor, cycleId, async (change) =>
      this.write(change, cycleId, { edition: await findEdition(change.tx, cycleId), input }),
    );
  }

  /** Writes a part of the regulation; what is not named stays as it stands. Refuses what `regulate` and `amended` refuse. */
  amend(
    actor: Actor,
    cycleId: string,
    { version, ...part }: { version: number; reason: string; [part: string]: unknown },
  ): Promise<RegulationEdition> {
    return this.changes.within(actor, cycleId, async (change) => {
      const edition = await findEdition(change.tx, cycleId);
      return this.write(change, cycleId, { edition, input: { ...amended(edition, part), version } });
    });
  }

  private async write(
    { tx, now, frozenSince, deed }: RuleChange,
    cycleId: string,
    { edition, input }: { edition: RegulationEdition | null; input: EditionInput & { version?: number } },
  ): Promise<RegulationEdition> {
    const { version, reason, ...said } = input;
    const judgingRules = judgingRulesFrom({ ...edition?.judgingRules, ...said.judgingRules });
    const problems = [
      ...judgingRuleProblems(judgingRules),
      ...exemptProblems(judgingRules, await listNominations(tx, cycleId)),
    ];
    const selectionRule = said.selectionRule === undefined ? (edition?.selectionRule ?? null) : said.selectionRule;
    const entryFacts = said.entryFacts ?? edition?.entryFacts ?? {};
    const publicationRules = publicationRulesFrom(said.publicationRules ?? edition?.publicationRules);
    const decisionRules = decisionRulesFrom(said.decisionRules ?? edition?.decisionRules);
    const entryRules = entryRulesFrom(said.entryRules ?? edition?.entryRules);
    const screeningRules = screeningRulesFrom(said.screeningRules ?? edition?.screeningRules);
    const rules = {
      ...said,
      entryRules,
      screeningRules,
      decisionRules,
      judgingRules,
      selectionRule,
      entryFacts,
      publicationRules,
    };
    problems.push(
      ...regionalGateProblems(decisionRules),
      ...(await countingFaults(tx, cycleId, { before: edition, rules })),
    );
    if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
    const since = await frozenSince();
    if (edition && version !== undefined) mustBeVersion(edition, version, now);
    if (since && !reason.trim()) throw new Refusal({ code: 'rules-frozen', since });
    if (edition && !since) return save(tx, edition, { changes: rules, events: [] }, deed('edit'));
    const values = {
      ...rules,
      id: newId(),
      cycleId,
      number: (edition?.number ?? 0) + 1,
      reason: edition ? mustGiveReason(reason) : reason,
      createdAt: now,
    };
    const events = edition ? [{ type: 'regulation.amended', cycleId, number: values.number }] : [];
    return create(tx, RegulationEdition, values, deed('amend'), events);
  }
}

/** What is wrong with the counting, where it is written anew: a rule that stands may outlive a criterion that it names. */
async function countingFaults(
  tx: EntityManager,
  cycleId: string,
  { before, rules }: { before: CountingRules | null; rules: CountingRules },
): Promise<FieldProblem[]> {
  const counted = ({ rankingRule, selectionRule, entryFacts }: CountingRules) =>
    canonicalJson({ rankingRule, selectionRule, entryFacts });
  if (before && counted(before) === counted(rules)) return [];
  const fields = [...(await listForms(tx, cycleId)).values()].flatMap((form) => form.fields);
  return countingProblems(rules, { criteria: await listCriteria(tx, cycleId), fields });
}
