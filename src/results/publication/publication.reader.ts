import { Injectable } from '@nestjs/common';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { listCalendar } from '../../cycles/reference/reference.queries.js';
import { calendarOf } from '../../domain/cycles/production-calendar.js';
import {
  publicationDueOn,
  publicationRulesFrom,
  type PublicationRules,
} from '../../domain/cycles/publication-rules.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { mustSeeResults } from '../access/results.policy.js';
import { listAwards, listNotAwarded, listWithdrawals } from '../awards/awards.queries.js';
import { getMeeting, listMeetings } from '../meetings/meetings.queries.js';
import { listApprovals, listProtocols } from '../protocols/protocols.queries.js';
import { standingHash } from '../protocols/protocol-twin.queries.js';
import { listPublications } from './publication.queries.js';

/** How far the publication of a cycle is, for those who make and watch it. */
@Injectable()
export class PublicationReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Sittings and what they decided, protocols with their signatures, publications. */
  async read(actor: Actor, cycleId: string) {
    const em = this.db.reader;
    mustSeeResults(actor, { cycleId: (await getCycle(em, cycleId)).id });
    const protocols = await listProtocols(em, cycleId);
    return {
      protocols,
      meetings: await listMeetings(em, cycleId),
      approvals: await listApprovals(
        em,
        protocols.map(({ id }) => id),
      ),
      publications: await listPublications(em, cycleId),
      awards: await listAwards(em, { cycleId }),
      nobody: await listNotAwarded(em, { cycleId }),
      withdrawals: await listWithdrawals(em, { cycleId }),
    };
  }

  /** The hash that the sitting's protocol would have now; `null` when none could be drawn up. */
  async standing(meetingId: string): Promise<string | null> {
    return standingHash(this.db.reader, await getMeeting(this.db.reader, meetingId), this.clock.now());
  }

  /** The last day on which the results of a protocol are to be published; null where the rules set no term. */
  async dueOn(edition: { publicationRules: Partial<PublicationRules> }, protocolOn: string): Promise<string | null> {
    const { term } = publicationRulesFrom(edition.publicationRules);
    if (!term) return null;
    return publicationDueOn(protocolOn, term, calendarOf(await listCalendar(this.db.reader)));
  }
}
