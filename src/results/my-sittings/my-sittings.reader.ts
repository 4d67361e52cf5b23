import { Injectable } from '@nestjs/common';
import type { Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Choice, CountedBallot } from '../../domain/results/sittings/ballot.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { BallotVote } from '../sittings/ballot-vote.entity.js';
import type { MeetingMember } from '../sittings/meeting-member.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { getMeeting } from '../meetings/meetings.queries.js';
import { listOwnRegions, listOwnSittings } from './my-sittings.queries.js';
import { readSitting } from '../sittings/sittings.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { isSigned } from '../meetings/meeting-closure.queries.js';

/** A sitting as one of its members has it: what is asked, and what the member said to it. */
export interface Seat {
  meeting: Meeting;
  cycle: { timeZone: string };
  self: MeetingMember;
  signed: boolean;
  agenda: {
    id: string;
    position: number;
    title: string;
    /** Why the member stands aside; null where he or she does not. */
    recusal: string | null;
    ballots: {
      id: string;
      question: string;
      secret: boolean;
      isOpen: boolean;
      result: CountedBallot | null;
      hasVoted: boolean;
      /** Null in a secret ballot. */
      choice: Choice | null;
    }[];
  }[];
  /** The own ones. */
  dissents: string[];
  now: Date;
}

/** Reads for the members of bodies: the sittings at which they are recorded, and of those their own part. */
@Injectable()
export class MySittingsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The person's sittings, the latest first, and the regional stages that he or she has a part in. */
  async list(actor: Person) {
    const em = this.db.reader;
    return {
      sittings: await listOwnSittings(em, actor.userId),
      regions: await listOwnRegions(em, actor.userId),
      now: this.clock.now(),
    };
  }

  /** Refuses with `not-found` whoever is not recorded at this sitting. */
  async seat(actor: Person, meetingId: string): Promise<Seat> {
    const em = this.db.reader;
    const meeting = await getMeeting(em, meetingId);
    const { members, agenda, dissents } = await readSitting(em, meetingId);
    const self = members.find(({ userId }) => userId === actor.userId);
    if (!self) throw new Refusal({ code: 'not-found' });
    const votes = await em.findBy(BallotVote, { memberId: self.id });
    return {
      meeting,
      cycle: await getCycle(em, meeting.cycleId),
      self,
      signed: await isSigned(em, meetingId),
      agenda: agenda.map(({ id, position, title, recusals, ballots }) => ({
        id,
        position,
        title,
        recusal: recusals.find(({ memberId }) => memberId === self.id)?.reason ?? null,
        ballots: ballots.map((ballot) => ({
          id: ballot.id,
          question: ballot.question,
          secret: ballot.secret,
          isOpen: ballot.state === 'open',
          result: ballot.result,
          hasVoted: ballot.voters.includes(self.id),
          choice: votes.find(({ ballotId }) => ballotId === ballot.id)?.choice ?? null,
        })),
      })),
      dissents: dissents.filter(({ memberId }) => memberId === self.id).map(({ text }) => text),
      now: this.clock.now(),
    };
  }
}
