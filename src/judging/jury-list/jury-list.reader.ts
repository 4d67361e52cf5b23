import { Injectable } from '@nestjs/common';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import { listRegions } from '../../cycles/reference/reference.queries.js';
import { listStages } from '../../cycles/stages/stages.queries.js';
import type { Region } from '../../cycles/reference/region.entity.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import { hasRole, mustHaveRole, type Actor, type Role } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { countConflicts, listConflictRows } from '../conflicts/conflicts.queries.js';
import { listConsents } from '../experts/consents.queries.js';
import { ExpertProfilesService } from '../experts/expert-profiles.service.js';
import type { Expert } from '../experts/expert.entity.js';
import { getExpert, listExperts } from '../experts/experts.queries.js';
import { countHeld, listCompletion } from '../sheets/progress.queries.js';
import { listEarlierJury } from './earlier-jury.queries.js';

/** Who sees the jury of a cycle. */
const staff: readonly Role[] = ['organizer', 'chair', 'secretary', 'auditor'];

export interface ExpertRow {
  expert: Expert;
  region: Region | null;
  assigned: number;
  submitted: number;
  conflicts: number;
}

/** The jury as organizers see it: who is in it and how far each is, never a score. */
@Injectable()
export class JuryListReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly profiles: ExpertProfilesService,
  ) {}

  /** The organizer's list of experts. */
  async experts(
    actor: Actor,
    cycleId: string,
  ): Promise<{ cycle: Cycle; rows: ExpertRow[]; regions: Region[]; stages: Stage[]; now: Date }> {
    const cycle = await this.mustOrganize(actor, cycleId);
    const em = this.db.reader;
    const experts = await listExperts(em, cycleId);
    const now = this.clock.now();
    const completion = new Map((await listCompletion(em, cycleId, now)).map((row) => [row.expertId, row]));
    const conflicts = await countConflicts(em, cycleId);
    const regions = await listRegions(em);
    const byCode = new Map(regions.map((region) => [region.code, region]));
    return {
      cycle,
      rows: experts.map((expert) => ({
        expert,
        region: expert.regionCode ? (byCode.get(expert.regionCode) ?? null) : null,
        assigned: completion.get(expert.id)?.assigned ?? 0,
        submitted: completion.get(expert.id)?.submitted ?? 0,
        conflicts: conflicts.get(expert.id) ?? 0,
      })),
      regions,
      stages: await listStages(em, cycleId),
      now,
    };
  }

  /** One expert of the cycle with everything that the organizer may know. */
  async expert(actor: Actor, cycleId: string, expertId: string) {
    await this.mustOrganize(actor, cycleId);
    const em = this.db.reader;
    const expert = await getExpert(em, expertId);
    if (expert.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
    const now = this.clock.now();
    return {
      expert,
      cycle: expert.cycle,
      profile: await this.profiles.find(expert.userId),
      history: await this.profiles.history(expert.userId),
      consents: await listConsents(em, expertId),
      conflicts: (await listConflictRows(em, { cycleId, expertId, readerId: actor.userId }, 100)).filter(
        ({ source }) => source !== 'same-region',
      ),
      nominations: await listNominations(em, cycleId),
      unfinished: (await countHeld(em, expertId, now)).left,
      stages: await listStages(em, cycleId),
      now,
    };
  }

  /** The jury of the year before, for asking the same people again; without a role in that year it is not shown. */
  async lastYear(actor: Actor, cycleId: string) {
    const { year } = await this.mustOrganize(actor, cycleId);
    const em = this.db.reader;
    const found = await listEarlierJury(em, { year, now: this.clock.now() });
    const rows = found.filter((row) => hasRole(actor, staff, { cycleId: row.cycleId }));
    const asked = new Set((await listExperts(em, cycleId)).map(({ userId }) => userId));
    return {
      year: found[0]?.year ?? null,
      isOpen: rows.length > 0,
      rows: rows.filter(({ userId }) => !asked.has(userId)),
    };
  }

  /** A cycle without a role in it does not exist for the actor. */
  private async mustOrganize(actor: Actor, cycleId: string): Promise<Cycle> {
    const cycle = await getCycle(this.db.reader, cycleId);
    mustHaveRole(actor, staff, { cycleId });
    return cycle;
  }
}
