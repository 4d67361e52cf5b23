import { Injectable } from '@nestjs/common';
import { findStage } from '../../cycles/stages/stages.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { mayRunJudging, mustReadJudging } from '../judging.policy.js';
import { CrossReviewReader } from '../cross-review/cross-review.reader.js';
import type { FollowedState } from '../cross-review/cross-review-words.js';
import { dutyState, gradedCriteria } from '../../domain/judging/cross-review.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Database } from '../../platform/database/database.js';
import { isId } from '../../platform/ids.js';
import {
  listBoard,
  listExcuses,
  listWritten,
  type BoardEntry,
  type ExcuseRecord,
} from './cross-review-board.queries.js';
import { listAllotments, sceneOf } from '../cross-review/cross-review.queries.js';

/** An entry of the board: `unallotted` owes nothing yet, `exempt` never will. */
export interface FollowedEntry extends BoardEntry {
  state: FollowedState;
  nomination: string;
}

/** What those who run the cycle see of the cross-review. Whom they must not meet is left out. */
@Injectable()
export class CrossReviewBoardReader {
  constructor(
    private readonly db: Database,
    private readonly frames: CrossReviewReader,
  ) {}

  async board(actor: Actor, cycleId: string) {
    const em = this.db.reader;
    const { scene, stages, now } = await this.frames.frame(actor, cycleId);
    const nominations = new Map((await listNominations(em, cycleId)).map((row) => [row.id, row]));
    const exempt = new Set(scene.rules.exempt);
    const entries = (await listBoard(em, cycleId, { now, userId: actor.userId })).map((entry): FollowedEntry => {
      const nomination = nominations.get(entry.nominationId)!;
      const { needed, submitted } = entry;
      const owes = needed !== null && submitted !== null;
      const state = owes
        ? dutyState({ ...entry, needed, submitted }, { ...scene, now })
        : exempt.has(nomination.code)
          ? 'exempt'
          : 'unallotted';
      return { ...entry, state, nomination: nomination.title };
    });
    return {
      scene,
      review: await findStage(em, cycleId, 'review'),
      now,
      entries,
      allotments: await listAllotments(em, cycleId),
      stages,
      mayRun: mayRunJudging(actor, cycleId),
    };
  }

  /** What was said of an entry's excuse. The caller has found the entry on the board. */
  excuses(submissionId: string): Promise<ExcuseRecord[]> {
    return listExcuses(this.db.reader, submissionId);
  }

  /** The reviews of one entry, or of the whole cycle, as the organizer reads them. */
  async written(actor: Actor, cycleId: string, submissionId: string | null = null) {
    const em = this.db.reader;
    const scene = await sceneOf(em, cycleId);
    mustReadJudging(actor, cycleId);
    if (submissionId !== null && !isId(submissionId)) throw new Refusal({ code: 'not-found' });
    return {
      criteria: gradedCriteria(scene),
      rows: await listWritten(em, cycleId, { userId: actor.userId, submissionId }),
    };
  }
}
