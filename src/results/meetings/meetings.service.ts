import { Injectable } from '@nestjs/common';
import { getRegion } from '../../cycles/reference/reference.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustHaveCome } from '../../domain/results/sittings/sitting-day.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import { Meeting } from './meeting.entity.js';
import { mustRunResults, scopeOf } from '../access/results.policy.js';
import { lockMeeting } from './meetings.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { firstActAt, isSigned } from './meeting-closure.queries.js';

export type MeetingInput = Pick<
  Meeting,
  | 'body'
  | 'number'
  | 'heldOn'
  | 'place'
  | 'form'
  | 'members'
  | 'present'
  | 'recused'
  | 'chairName'
  | 'secretaryName'
  | 'attendees'
>;

/** Sittings of the bodies: who was there, and whether they could decide. */
@Injectable()
export class MeetingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Of a body of the competition, or of the commission of a region. */
  convene(actor: Actor, cycleId: string, input: MeetingInput & { regionCode?: string }): Promise<Meeting> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const regionCode = input.regionCode ?? null;
      await getCycle(tx, cycleId);
      if (regionCode !== null) await getRegion(tx, regionCode);
      mustRunResults(actor, { cycleId, regionCode });
      const values = { ...input, regionCode, cycleId, convenedById: actor.userId, createdAt: now };
      return create(tx, Meeting, values, { actor, action: 'convene', now });
    });
  }

  /**
   * Corrects what is said of the sitting, until somebody has signed a protocol that says it. Refuses with `sitting-ahead` a day after
   * that on which it decided or voted.
   */
  edit(actor: Actor, id: string, input: MeetingInput & { version: number }): Promise<Meeting> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { version, ...changes } = input;
      const meeting = await lockMeeting(tx, id);
      mustRunResults(actor, scopeOf(meeting));
      if (meeting.version !== version)
        throw new Refusal({
          code: 'stale-edit',
          yours: changes,
          theirs: meeting,
          version: meeting.version,
          changedBy: null,
          changedAt: now,
        });
      if (await isSigned(tx, id)) throw new Refusal({ code: 'action-not-allowed', action: 'edit', state: 'signed' });
      const began = await firstActAt(tx, id);
      const { timeZone } = await getCycle(tx, meeting.cycleId);
      if (began) mustHaveCome({ heldOn: changes.heldOn, timeZone }, began);
      return save(tx, meeting, { changes, events: [] }, { actor, action: 'edit', now });
    });
  }
}
