import { Injectable } from '@nestjs/common';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { findRules } from '../../cycles/editions/editions.queries.js';
import { listStages } from '../../cycles/stages/stages.queries.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { mustReadJudging } from '../judging.policy.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { belongTogether } from '../../domain/judging/conflicts-of-pair.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import type { Expert } from '../experts/expert.entity.js';
import { getOwnExpert, listExperts } from '../experts/experts.queries.js';
import { listAdmitted } from '../reading/admitted.queries.js';
import { listTitles } from '../reading/blind.queries.js';
import {
  countConflictsBySource,
  listConflictRows,
  listConflictsOfExpert,
  listPreferences,
} from './conflicts.queries.js';

/** Conflicts of interest as the expert declares them and as the organizer settles them. */
@Injectable()
export class ConflictsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Titles and organisations alone, for declaring conflicts before anything opens; those already excluded are left out. */
  async declarable(
    actor: Person,
    expertId: string,
  ): Promise<{
    expert: Expert;
    entries: {
      id: string;
      title: string;
      organisation: string;
      nomination: string;
      declared: boolean;
      wish: number;
    }[];
  }> {
    const expert = await getOwnExpert(this.db.reader, actor.userId, expertId);
    const declared = new Set(
      (await listConflictsOfExpert(this.db.reader, expertId))
        .filter(({ source, state }) => source === 'declared' && state !== 'dismissed')
        .map(({ submissionId }) => submissionId),
    );
    const admitted = await listAdmitted(this.db.reader, expert.cycleId);
    const wishes = await listPreferences(this.db.reader, expertId);
    const { blind, conflicts } = judgingRulesFrom((await findRules(this.db.reader, expert.cycleId))?.judgingRules);
    const titles = blind.length > 0 ? await listTitles(this.db.reader, expert.cycleId, blind) : null;
    // Where the edition lets a region's experts judge its entries, those may be declared as any other.
    const place = conflicts.region ? expert : { ...expert, regionCode: null };
    const entries = admitted
      .filter((entry) => !belongTogether(place, entry))
      .map((entry) => ({
        id: entry.id,
        title: titles?.get(entry.id) ?? entry.title,
        organisation: blind.includes('organisation') ? '' : entry.organisation.name,
        nomination: entry.nomination.title,
        declared: declared.has(entry.id),
        wish: wishes.get(entry.id) ?? 0,
      }));
    return { expert, entries };
  }

  /** What keeps experts from entries: how many pairs by source, what is to be settled, what was settled lately. */
  async conflicts(actor: Actor, cycleId: string) {
    const cycle = await this.mustOrganize(actor, cycleId);
    const em = this.db.reader;
    const experts = await listExperts(em, cycleId);
    return {
      cycle,
      counts: await countConflictsBySource(em, cycleId),
      suspected: await listConflictRows(em, { cycleId, readerId: actor.userId, state: 'suspected' }, 200),
      recent: await listConflictRows(
        em,
        {
          cycleId,
          readerId: actor.userId,
          sources: ['declared', 'declared-by-entrant', 'organizer', 'related', 'same-employer'],
        },
        50,
      ),
      experts: experts.filter(({ state }) => state === 'invited' || state === 'accepted'),
      stages: await listStages(em, cycleId),
      now: this.clock.now(),
    };
  }

  /** The admitted entry of a register number, which an organizer types. */
  async admittedByNumber(actor: Actor, cycleId: string, number: string): Promise<string | null> {
    await this.mustOrganize(actor, cycleId);
    const admitted = await listAdmitted(this.db.reader, cycleId);
    const hidden = await listHiddenFrom(this.db.reader, actor.userId);
    return admitted.find(({ id, registerNumber }) => registerNumber === number && !hidden.has(id))?.id ?? null;
  }

  /** A cycle without a role in it does not exist for the actor. */
  private async mustOrganize(actor: Actor, cycleId: string): Promise<Cycle> {
    const cycle = await getCycle(this.db.reader, cycleId);
    mustReadJudging(actor, cycleId);
    return cycle;
  }
}
