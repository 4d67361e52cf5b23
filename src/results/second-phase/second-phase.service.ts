import { Injectable } from '@nestjs/common';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { BodyBallot } from '../../domain/ranking/input.js';
import { rankEntries } from '../../domain/ranking/rank-entries.js';
import { ruleFrom } from '../../domain/ranking/ranking-rule.js';
import { bodyBallots, goesOn } from '../../domain/ranking/second-phase.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create } from '../../platform/database/save.js';
import { listCards } from '../access/entry-cards.queries.js';
import { mustMeetAll } from '../access/hidden-entries.queries.js';
import { lockToRun } from '../access/lock-nomination.queries.js';
import { mustRunResults } from '../access/results.policy.js';
import { lockMeeting } from '../meetings/meetings.queries.js';
import { BodyBallots } from '../rankings/body-ballots.entity.js';
import { findBodyBallots, rankingInput } from '../rankings/ranking-input.queries.js';
import { RankingsService } from '../rankings/rankings.service.js';
import type { WholeRanking } from '../rankings/stored-ranking.entity.js';
import { listVoters } from '../sittings/sittings.queries.js';

export interface BodyBallotsInput {
  meetingId: string;
  ballots: readonly BodyBallot[];
  ground: string;
}

/** The second phase of a nomination, where the rule has one: what members of a body give to the best of it. */
@Injectable()
export class SecondPhaseService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly rankings: RankingsService,
  ) {}

  /**
   * Records what the members of a sitting gave in the second phase, and ranks again by it; an earlier record gives way.
   * Refuses what `bodyBallots` refuses, `nothing-to-rank` before the first ranking, `action-not-allowed` where the rule has no
   * second phase, `conflict-of-interest` for one who must not meet an entry of the nomination.
   */
  record(actor: Person, nominationId: string, input: BodyBallotsInput): Promise<WholeRanking> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const nomination = await lockToRun(tx, actor, nominationId);
      const { cycleId } = nomination;
      const meeting = await lockMeeting(tx, input.meetingId);
      if (meeting.cycleId !== cycleId) throw new Refusal({ code: 'not-found' });
      const phase = ruleFrom((await getEdition(tx, cycleId)).rankingRule).secondPhase;
      if (!phase) throw new Refusal({ code: 'action-not-allowed', action: 'second-phase', state: 'one-phase' });
      const { ballots: _earlier, ...first } = await rankingInput(tx, nomination, now);
      const finalists = goesOn(rankEntries(first).rows, phase).map(({ entryId }) => entryId);
      const voters = (await listVoters(tx, meeting.id, nominationId)).map(({ id }) => id);
      const facts = { phase, finalists: new Set(finalists), voters: new Set(voters) };
      const values = {
        cycleId,
        nominationId,
        meetingId: meeting.id,
        ballots: bodyBallots(input.ballots, facts),
        ground: mustGiveReason(input.ground),
        recordedAt: now,
        recordedById: actor.userId,
      };
      await create(tx, BodyBallots, values, { actor, action: 'record-ballots', now });
      return this.rankings.rankIn(tx, actor, nomination);
    });
  }

  /** Who goes on to the second phase of a nomination, who votes at the sitting, and what was recorded last. */
  async read(actor: Actor, nomination: Nomination, meetingId: string | null) {
    const em = this.db.reader;
    mustRunResults(actor, { cycleId: nomination.cycleId, nominationId: nomination.id });
    await mustMeetAll(em, actor, nomination.id);
    const { ballots: _earlier, ...first } = await rankingInput(em, nomination, this.clock.now());
    const phase = ruleFrom(first.rule).secondPhase;
    if (!phase || first.entries.length === 0) throw new Refusal({ code: 'not-found' });
    const rows = goesOn(rankEntries(first).rows, phase);
    return {
      phase,
      rows,
      cards: await listCards(
        em,
        rows.map(({ entryId }) => entryId),
      ),
      voters: meetingId ? await listVoters(em, meetingId, nomination.id) : [],
      recorded: await findBodyBallots(em, nomination.id),
    };
  }
}
