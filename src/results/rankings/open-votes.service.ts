import { Injectable } from '@nestjs/common';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import type { Person } from '../../domain/kernel/actor.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustBeVotable } from '../../domain/results/rankings/open-vote.js';
import { storedRowsOf } from '../../domain/results/rankings/stored-rows.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create } from '../../platform/database/save.js';
import { lockToRun } from '../access/lock-nomination.queries.js';
import { OpenVoteRecord } from './open-vote.entity.js';
import { findLatestRanking } from './rankings.queries.js';
import { RankingsService } from './rankings.service.js';
import type { WholeRanking } from './stored-ranking.entity.js';

/** Votes by entry, and the entries that the chair's casting vote chose. */
export interface OpenVoteInput {
  votes: Record<string, number>;
  chair: string[];
  ground: string;
}

/** Open votes between equals, where the rule of ties foresees them. */
@Injectable()
export class OpenVotesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly rankings: RankingsService,
  ) {}

  /**
   * Records an open vote between equals, with whom the chair chose, and ranks again by it. Refuses with `nothing-to-rank`
   * before the first ranking, with `conflict-of-interest` for one who must not meet an entry of the nomination, and what
   * `mustBeVotable` refuses.
   */
  vote(actor: Person, nominationId: string, input: OpenVoteInput): Promise<WholeRanking> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const nomination = await lockToRun(tx, actor, nominationId);
      const ranking = await findLatestRanking(tx, nominationId);
      if (!ranking) throw new Refusal({ code: 'nothing-to-rank' });
      const { tieChain } = (await getEdition(tx, nomination.cycleId)).rankingRule;
      mustBeVotable(input, { ranked: storedRowsOf(ranking).ranked, tieChain });
      const values = {
        ...input,
        ground: mustGiveReason(input.ground),
        cycleId: nomination.cycleId,
        nominationId,
        rankingId: ranking.id,
        recordedAt: now,
        recordedById: actor.userId,
      };
      await create(tx, OpenVoteRecord, values, { actor, action: 'vote', now });
      return this.rankings.rankIn(tx, actor, nomination);
    });
  }
}
