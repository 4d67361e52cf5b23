import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findStage } from '../../cycles/stages/stages.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { systemActor } from '../../domain/kernel/actor.js';
import type { AssignedPair } from '../../domain/assignment/problem/problem.js';
import { fillVacancies } from '../../domain/assignment/plans/fill-vacancies.js';
import { poseProblem } from '../../domain/assignment/plans/pose-problem.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { numberOf } from '../../domain/kernel/seeded.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { save, type Deed } from '../../platform/database/save.js';
import { OutboxMessage } from '../../platform/outbox/outbox-message.entity.js';
import type { Assignment } from '../assignment/assignment.entity.js';
import { PlansService } from '../plans/plans.service.js';
import { recomputeConflicts } from '../conflicts/conflicts.service.js';
import { lockDivergenceOf } from '../divergence/divergence.queries.js';
import { loadPlanFacts } from '../plans/plan-facts.queries.js';
import { countActive, listEndedBy, type EndedAssignment } from './vacancies.queries.js';

/** Work that an expert leaves behind passes to others at once, where the rules say so; else it waits for the next plan. */
@Injectable()
export class VacanciesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly plans: PlansService,
  ) {}

  /** The job after an expert stepped back from an entry or left the jury. What has been filled is not filled again. */
  async follow(messageId: string): Promise<void> {
    const message = await this.db.reader.findOneBy(OutboxMessage, { id: messageId });
    const ended = message ? await listEndedBy(this.db.reader, message.payload) : [];
    if (ended.length === 0) return;
    await this.db.transaction((tx) =>
      this.fill(tx, ended, { actor: systemActor, action: 'fill-vacancies', now: this.clock.now() }),
    );
  }

  private async fill(tx: EntityManager, ended: readonly EndedAssignment[], deed: Deed): Promise<void> {
    const { cycleId } = ended[0]!;
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 9))', [cycleId]);
    const edition = await getEdition(tx, cycleId);
    const review = await findStage(tx, cycleId, 'review');
    if (judgingRulesFrom(edition.judgingRules).vacancies !== 'at-once' || !review || review.closesAt <= deed.now)
      return;
    const open = await vacantOf(tx, ended, edition.reviewsPerEntry);
    if (open.length === 0) return;
    await recomputeConflicts(tx, cycleId, deed);
    const facts = await loadPlanFacts(tx, cycleId, deed.now);
    const seed = numberOf(open[0]!.id) % 1_000_000;
    const asked = {
      seed,
      mode: 'match' as const,
      nominationIds: [],
      locked: [],
      forbidden: facts.excluded,
      replaced: null,
    };
    const { problem } = poseProblem(facts, asked);
    // An entry that dropped out of the cross-review is given to nobody any more.
    const known = new Set(facts.entries.map(({ id }) => id));
    const standing: AssignedPair[] = [...facts.standing];
    for (const kind of ['planned', 'extra'] as const) {
      const own = open.filter((each) => each.kind === kind && known.has(each.submissionId));
      const entryIds = own.map(({ submissionId }) => submissionId);
      const { pairs } = fillVacancies(problem, standing, entryIds);
      if (pairs.length === 0) continue;
      const nominationIds = [...new Set(own.map(({ nominationId }) => nominationId))];
      const origin = kind === 'extra' ? ('extra' as const) : ('top-up' as const);
      const added = await this.plans.addPairs(tx, { cycleId, nominationIds, pairs, origin, seed }, deed);
      standing.push(...pairs);
      if (kind === 'extra') await pointDivergences(tx, added, deed);
    }
  }
}

/** The ended assignments whose entries are still short of an expert; one that others have filled is left out. */
async function vacantOf(
  tx: EntityManager,
  ended: readonly EndedAssignment[],
  reviewsPerEntry: number,
): Promise<EndedAssignment[]> {
  const counts = await countActive(
    tx,
    ended.map(({ submissionId }) => submissionId),
  );
  return ended.filter(({ submissionId, kind }) => {
    const active = counts.get(submissionId)!;
    const isShort = kind === 'extra' ? active.extra === 0 : active.planned < reviewsPerEntry;
    active[kind] += 1;
    return isShort;
  });
}

/** A divergence waits for the sheet of whoever was asked last. */
async function pointDivergences(tx: EntityManager, added: readonly Assignment[], deed: Deed): Promise<void> {
  for (const { id, submissionId } of added) {
    const divergence = await lockDivergenceOf(tx, submissionId);
    const changes = { state: 'assigned' as const, assignmentId: id, settledAt: deed.now };
    if (divergence) await save(tx, divergence, { changes, events: [] }, deed);
  }
}
