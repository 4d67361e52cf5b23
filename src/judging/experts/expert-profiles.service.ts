import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { ExpertProfile } from './expert-profile.entity.js';
import { Expert } from './expert.entity.js';

export type ProfileInput = Pick<
  ExpertProfile,
  'spheres' | 'languages' | 'regionCode' | 'employers' | 'capacity' | 'about'
>;

/** One cycle of an expert's past: what was taken on and what was done. */
export interface JudgedCycle {
  year: number;
  title: string;
  state: Expert['state'];
  assigned: number;
  submitted: number;
}

/** What experts say of themselves, once for all years. */
@Injectable()
export class ExpertProfilesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  find(userId: string): Promise<ExpertProfile | null> {
    return this.db.reader.findOneBy(ExpertProfile, { userId });
  }

  /** Writes the own profile; region and capacity go over into the juries that are not over. */
  write(actor: Person, input: ProfileInput & { version: number }): Promise<ExpertProfile> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { version, ...values } = input;
      const { userId } = actor;
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 6))', [userId]);
      const known = await tx.findOneBy(ExpertProfile, { userId });
      if ((known?.version ?? 0) !== version)
        throw new Refusal({
          code: 'stale-edit',
          yours: values,
          theirs: known,
          version: known?.version ?? 0,
          changedBy: null,
          changedAt: known?.updatedAt ?? now,
        });
      const deed = { actor, action: 'describe', now };
      await carryOver(tx, userId, values);
      if (known) return save(tx, known, { changes: { ...values, updatedAt: now }, events: [] }, deed);
      return create(tx, ExpertProfile, { ...values, userId, updatedAt: now }, deed);
    });
  }

  /** The person's juries of all years with what came of them, the latest first. */
  history(userId: string): Promise<JudgedCycle[]> {
    return this.db.reader.query(
      `SELECT c.year, c.title, e.state, count(a.id)::int AS assigned,
              count(v.id) FILTER (WHERE v.state = 'submitted')::int AS submitted
         FROM expert e JOIN cycle c ON c.id = e.cycle_id
         LEFT JOIN assignment a ON a.expert_id = e.id AND a.state = 'active' AND NOT is_dropped_out(a.submission_id, $2)
         LEFT JOIN evaluation v ON v.assignment_id = a.id
        WHERE e.user_id = $1 GROUP BY c.year, c.title, e.state ORDER BY c.year DESC`,
      [userId, this.clock.now()],
    );
  }
}

async function carryOver(tx: EntityManager, userId: string, { regionCode, capacity }: ProfileInput): Promise<void> {
  await tx.query(
    `UPDATE expert e SET region_code = coalesce($2, e.region_code), capacity = $3, version = e.version + 1
       FROM cycle c WHERE c.id = e.cycle_id AND c.state IN ('draft', 'announced')
        AND e.user_id = $1 AND e.state IN ('invited', 'accepted')`,
    [userId, regionCode, capacity],
  );
}
