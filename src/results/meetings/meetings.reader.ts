import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/kernel/actor.js';
import { Database } from '../../platform/database/database.js';
import { VisibleCycleReader } from '../access/visible-cycle.reader.js';
import { isPublished } from './meeting-closure.queries.js';
import type { Meeting } from './meeting.entity.js';
import { mayWatch } from './meetings.policy.js';
import { listMeetings, listSeatedWithout } from './meetings.queries.js';

/** Sittings for those who may see results. */
@Injectable()
export class MeetingsReader {
  constructor(
    private readonly db: Database,
    private readonly cycles: VisibleCycleReader,
  ) {}

  /** The sittings of the cycle; a mere member is not shown those at which others are recorded. */
  async list(actor: Actor, cycleId: string): Promise<Meeting[]> {
    await this.cycles.read(actor, cycleId);
    const meetings = await listMeetings(this.db.reader, cycleId);
    if (meetings.every((meeting) => mayWatch(actor, meeting))) return meetings;
    const others = await listSeatedWithout(this.db.reader, cycleId, actor.userId);
    return meetings.filter((meeting) => mayWatch(actor, meeting) || !others.has(meeting.id));
  }

  /** Whether the decisions of a sitting are published, and stand. */
  isPublished(meetingId: string): Promise<boolean> {
    return isPublished(this.db.reader, meetingId);
  }
}
