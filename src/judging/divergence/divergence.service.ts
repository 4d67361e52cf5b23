import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { listCriteria } from '../../cycles/criteria/criteria.queries.js';
import { systemActor, type Person } from '../../domain/kernel/actor.js';
import { mustRunJudging } from '../judging.policy.js';
import { extraExpert } from '../../domain/assignment/plans/extra-expert.js';
import { poseProblem } from '../../domain/assignment/plans/pose-problem.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { extraAwaited } from '../../domain/ranking/divergence.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { numberOf } from '../../domain/kernel/seeded.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save, type Deed } from '../../platform/database/save.js';
import { isId } from '../../platform/ids.js';
import { mustMeet } from '../../submissions/relations/hidden-from-staff.queries.js';
import { Assignment } from '../assignment/assignment.entity.js';
import { PlansService } from '../plans/plans.service.js';
import { recomputeConflicts } from '../conflicts/conflicts.service.js';
import { Divergence } from './divergence.entity.js';
import {
  findAdmittedEntry,
  type JudgedEntry,
  listToCompare,
  lockDivergenceOf,
  sheetsOfEntry,
} from './divergence.queries.js';
import { loadPlanFacts } from '../plans/plan-facts.queries.js';
import { refuseInfeasible } from '../plans/plan-making.js';

/** Sheets that differ too much: compared whenever a sheet, an assignment or the rule changes; mended by one more expert, once for an entry. */
@Injectable()
export class DivergenceService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly plans: PlansService,
  ) {}

  /** The job after a change of what is compared or of the rule. Where the rules say so the extra expert is asked at once. */
  async follow(messageId: string): Promise<void> {
    for (const entry of await listToCompare(this.db.reader, messageId, this.clock.now())) {
      const waits = await this.db.transaction((tx) => this.look(tx, entry));
      if (waits) await this.giveAtOnce(entry);
    }
  }

  /** The organizer's word: one more expert for an entry whose sheets differ. Refuses `experts-short` when there is nobody. */
  async give(actor: Person, cycleId: string, submissionId: string): Promise<Assignment> {
    const entry = isId(submissionId) ? await findAdmittedEntry(this.db.reader, submissionId, this.clock.now()) : null;
    if (entry?.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
    mustRunJudging(actor, cycleId);
    await mustMeet(this.db.reader, actor.userId, submissionId);
    return this.db.transaction((tx) => this.assign(tx, entry, { actor, action: 'add-expert', now: this.clock.now() }));
  }

  /** Compares the sheets and keeps what follows. Returns whether an extra expert is due without anybody's word. */
  private async look(tx: EntityManager, entry: JudgedEntry): Promise<boolean> {
    const now = this.clock.now();
    const known = await lockDivergenceOf(tx, entry.id);
    const { isExtraAsked, ...asked } = await sheetsOfEntry(tx, entry.id);
    if (isExtraAsked) return false;
    const edition = await getEdition(tx, entry.cycleId);
    const found = extraAwaited(asked, {
      entry: { ...entry, submittedAt: entry.submittedAt.toISOString() },
      criteria: await listCriteria(tx, entry.cycleId),
      rule: edition.rankingRule,
      reviewsPerEntry: edition.reviewsPerEntry,
    });
    const deed = { actor: systemActor, action: 'compare-sheets', now };
    if (!found) {
      const changes = { state: 'gone' as const, assignmentId: null, settledAt: now };
      if (known && known.state !== 'gone') await save(tx, known, { changes, events: [] }, deed);
      return false;
    }
    const values = { ...found, state: 'waiting' as const, foundAt: now, assignmentId: null, settledAt: null };
    if (known && !isSame(known, found)) await save(tx, known, { changes: values, events: [] }, deed);
    if (!known) await create(tx, Divergence, { ...values, submissionId: entry.id }, deed);
    return judgingRulesFrom(edition.judgingRules).extraExpert === 'at-once';
  }

  /** Nobody to ask is no fault of the sheet: the entry stays on the board. */
  private async giveAtOnce(entry: JudgedEntry): Promise<void> {
    const deed = { actor: systemActor, action: 'add-expert', now: this.clock.now() };
    try {
      await this.db.transaction((tx) => this.assign(tx, entry, deed));
    } catch (error) {
      const isKnown =
        error instanceof Refusal && (error.code === 'experts-short' || error.code === 'action-not-allowed');
      if (!isKnown) throw error;
    }
  }

  private async assign(tx: EntityManager, entry: JudgedEntry, deed: Deed): Promise<Assignment> {
    const known = await lockDivergenceOf(tx, entry.id);
    if (known?.state !== 'waiting')
      throw new Refusal({ code: 'action-not-allowed', action: 'add-expert', state: known?.state ?? 'gone' });
    await recomputeConflicts(tx, entry.cycleId, deed);
    const facts = await loadPlanFacts(tx, entry.cycleId, deed.now);
    const seed = numberOf(entry.id) % 1_000_000;
    const { problem } = poseProblem(facts, {
      seed,
      mode: 'match',
      nominationIds: [],
      locked: [],
      forbidden: facts.excluded,
      replaced: null,
    });
    const { expertId, infeasible } = extraExpert(problem, facts.standing, entry.id);
    if (!expertId) return refuseInfeasible(infeasible!);
    const pairs = [{ entryId: entry.id, expertId }];
    const { cycleId, nominationId } = entry;
    const added = { cycleId, nominationIds: [nominationId], pairs, origin: 'extra' as const, seed };
    const [assignment] = (await this.plans.addPairs(tx, added, deed)) as [Assignment];
    const changes = { state: 'assigned' as const, assignmentId: assignment.id, settledAt: deed.now };
    await save(tx, known, { changes, events: [] }, deed);
    return assignment;
  }
}

/** Whether it is known already and waits: the instant at which it was found stands. */
function isSame(known: Divergence, found: Pick<Divergence, 'criterionId' | 'difference' | 'above'>): boolean {
  const { state, criterionId, difference, above } = known;
  return (
    state === 'waiting' && criterionId === found.criterionId && difference === found.difference && above === found.above
  );
}
