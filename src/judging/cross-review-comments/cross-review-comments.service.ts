import { Injectable } from '@nestjs/common';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { mustReadJudging, mustRunJudging } from '../judging.policy.js';
import { moderate } from '../../domain/judging/cross-review-comments.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save } from '../../platform/database/save.js';
import {
  countComments,
  listComments,
  listReceived,
  lockComments,
  type CommentFilter,
  type ModeratedComment,
  type ReceivedComment,
} from './cross-review-comments.queries.js';
import { CrossReviewModeration } from './cross-review-moderation.entity.js';
import { sceneOf } from '../cross-review/cross-review.queries.js';

/** A comment with the version of the decision that was seen of it; 0 where there was none. */
export interface SeenComment {
  id: string;
  version: number;
}

/** What entrants wrote about each other's entries, and which of it the entrants of those read. */
@Injectable()
export class CrossReviewCommentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Comments for those who run the cycle, with how many wait. */
  async list(
    actor: Actor,
    cycleId: string,
    filter: Pick<CommentFilter, 'state' | 'after' | 'limit'>,
  ): Promise<{ rows: ModeratedComment[]; counts: { unread: number; held: number } }> {
    const em = this.db.reader;
    await sceneOf(em, cycleId);
    mustReadJudging(actor, cycleId);
    const whose = { cycleId, userId: actor.userId };
    return { rows: await listComments(em, { ...whose, ...filter }), counts: await countComments(em, whose) };
  }

  /**
   * Lets comments through to the entrants or holds them back, as they were seen: those that somebody else decided about
   * since are left alone and counted. Refuses `reason-required`, `invalid-input` where none is chosen, `not-found`.
   */
  moderate(
    actor: Person,
    cycleId: string,
    { verb, reason, seen }: { verb: 'pass' | 'hold'; reason: string; seen: readonly SeenComment[] },
  ): Promise<{ decided: number; changed: number }> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      mustRunJudging(actor, cycleId);
      if (seen.length === 0)
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/chosen', rule: 'required' }] });
      const versions = new Map(seen.map(({ id, version }) => [id, version]));
      const known = await lockComments(tx, { cycleId, userId: actor.userId }, [...versions.keys()]);
      if (known.size < versions.size) throw new Refusal({ code: 'not-found' });
      const decision = moderate<CrossReviewModeration>(verb, reason);
      const deed = { actor, action: `${verb}-comment`, now };
      let decided = 0;
      for (const [reviewId, row] of known) {
        if ((row?.version ?? 0) !== versions.get(reviewId)) continue;
        const changes = { ...decision.changes, moderatedAt: now, moderatedById: actor.userId };
        if (row) await save(tx, row, { ...decision, changes }, deed);
        else await create(tx, CrossReviewModeration, { reviewId, ...changes }, deed);
        decided += 1;
      }
      return { decided, changed: known.size - decided };
    });
  }

  /** Comments on the person's own entries that were let through, when the stage has closed. */
  received(actor: Actor): Promise<ReceivedComment[]> {
    return listReceived(this.db.reader, actor.organisationIds, this.clock.now());
  }
}
