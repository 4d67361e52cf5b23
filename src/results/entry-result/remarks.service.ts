import { Injectable } from '@nestjs/common';
import { mustHaveRole, type Actor, type Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Evaluation } from '../../judging/sheets/evaluation.entity.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create } from '../../platform/database/save.js';
import { isId } from '../../platform/ids.js';
import { countRemarks, listRemarks, type RemarkRow } from './remarks.queries.js';
import { RemarkRelease } from './remark-release.entity.js';
import { mustMeet } from '../../submissions/relations/hidden-from-staff.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';

/** Experts' remarks on their way to entrants: each is read by the organizer first. */
@Injectable()
export class RemarksService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async list(
    actor: Actor,
    cycleId: string,
    settled: boolean,
  ): Promise<{ rows: RemarkRow[]; waiting: number; settled: number; hidden: number }> {
    const cycle = await getCycle(this.db.reader, cycleId);
    mustHaveRole(actor, ['organizer', 'secretary'], { cycleId: cycle.id });
    const rows = await listRemarks(this.db.reader, cycleId, { settled, limit: 50, readerId: actor.userId });
    return { rows, ...(await countRemarks(this.db.reader, cycleId, actor.userId)) };
  }

  /**
   * Lets a remark be shown, in these words, or keeps it back with a reason; once. What the expert wrote stays on the
   * sheet as it was. Refuses `already-exists` for what is settled.
   */
  settle(
    actor: Person,
    cycleId: string,
    input: { evaluationId: string; criterionId: string; shown: boolean; text: string; reason: string },
  ): Promise<RemarkRelease> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      mustHaveRole(actor, ['organizer', 'secretary'], { cycleId });
      const sheet = isId(input.evaluationId)
        ? await tx.findOne(Evaluation, {
            where: { id: input.evaluationId, state: 'submitted', assignment: { expert: { cycleId } } },
            relations: { assignment: true },
          })
        : null;
      const written = sheet?.remarks[input.criterionId];
      if (!sheet || !written) throw new Refusal({ code: 'not-found' });
      await mustMeet(tx, actor.userId, sheet.assignment.submissionId);
      const values = {
        evaluationId: sheet.id,
        criterionId: input.criterionId,
        shown: input.shown,
        text: input.shown ? mustGiveReason(input.text || written) : '',
        reason: input.shown ? input.reason.trim() : mustGiveReason(input.reason),
        settledById: actor.userId,
        settledAt: now,
      };
      return create(tx, RemarkRelease, values, { actor, action: 'settle-remark', now });
    });
  }
}
