import type { Person } from '../../domain/kernel/actor.js';
import { Injectable } from '@nestjs/common';
import type { NamedOutcome } from '../../domain/results/decisions/award.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { remove } from '../../platform/database/save.js';
import { refusalOf } from '../../platform/http/problems/refusal-of.js';
import type { Award } from '../awards/award.entity.js';
import { type Chosen, lockForDecision, mustDecideNow, openRanked, openSitting } from './deciding-sitting.js';
import { nameIn, recommendIn } from './name-awards.js';
import { isPublished } from '../meetings/meeting-closure.queries.js';
import { getDecision } from '../awards/awards.queries.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { lockMeeting } from '../meetings/meetings.queries.js';

export interface NamingInput {
  meetingId: string;
  nominationId: string;
  outcome: NamedOutcome;
  /** The reserve in its order. */
  chosen: Chosen[];
  ground: string;
  /** Why the body does not wait for the sheets that are missing for a place. */
  despite?: string;
}

/** The decisions of the bodies on entries. What a publication shows is decided; until then a body may decide anew. */
@Injectable()
export class AwardsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Why the sitting decides nothing of the nomination, or of any, as things stand; null where it may. */
  hindrance(actor: Person, meeting: Meeting, nominationId: string | null): Promise<Refusal | null> {
    const facts = { meeting, nominationId, now: this.clock.now() };
    return refusalOf(() => mustDecideNow(this.db.reader, actor, facts));
  }

  /**
   * Names a list of a nomination, or nobody, which is kept too; an earlier naming of the same outcome gives way to it. Two
   * at a time wait for each other at the nomination. Refuses what `nameIn` refuses, and `nothing-to-rank`.
   */
  name(actor: Person, input: NamingInput): Promise<Award[]> {
    return this.db.transaction(async (tx) => {
      const nomination = await lockForDecision(tx, actor, input.nominationId);
      const scene = await openSitting(tx, actor, { ...input, cycleId: nomination.cycleId, now: this.clock.now() });
      const question = await openRanked(scene, nomination);
      return nameIn(scene, question, { ...input, despite: input.despite ?? '' });
    });
  }

  /**
   * Recommends entries for replication, whether or not they are finalists: all of them or, where one is refused, none.
   * Saying it again gives a new reason. Refuses what `recommendForReplication` refuses, `nothing-to-rank` and `not-found`.
   */
  recommend(actor: Person, input: { meetingId: string; nominationId: string; chosen: Chosen[] }): Promise<Award[]> {
    return this.db.transaction(async (tx) => {
      const nomination = await lockForDecision(tx, actor, input.nominationId);
      const scene = await openSitting(tx, actor, { ...input, cycleId: nomination.cycleId, now: this.clock.now() });
      const question = await openRanked(scene, nomination);
      if (input.chosen.length === 0)
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/chosen', rule: 'required' }] });
      return recommendIn(scene, question, input.chosen);
    });
  }

  /** Takes a decision back, an award or that nobody is, until it is published. A protocol that names it no longer stands. */
  undo(actor: Person, id: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const decision = await getDecision(tx, id);
      await lockForDecision(tx, actor, decision.nominationId, decision.regionCode);
      await lockMeeting(tx, decision.meetingId);
      if (await isPublished(tx, decision.meetingId)) throw new Refusal({ code: 'already-published' });
      await remove(tx, decision, { actor, action: 'undo', now });
    });
  }
}
