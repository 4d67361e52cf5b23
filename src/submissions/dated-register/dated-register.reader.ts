import { Injectable } from '@nestjs/common';
import { closingIn, getSetup } from '../../cycles/setup/cycle-setup.js';
import type { Closing } from '../../domain/cycles/closing.js';
import { mustHaveRole, type Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { stoodAt, type StoodAt } from '../../domain/submissions/register-at.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { record } from '../../platform/database/save.js';
import { visibleTo } from '../entries/submission.policy.js';
import { listLate, type LateRow } from '../register/late-refusals.queries.js';
import { countSince, listAt, type DatedRow } from './dated-register.queries.js';

export type DatedEntry = DatedRow & { stood: StoodAt };

/** The register as it stood at an instant, from what was recorded. */
@Injectable()
export class DatedRegisterReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The cycle with its nominations and forms. Refuses `forbidden`. */
  async frame(actor: Person, cycleId: string) {
    mustHaveRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId });
    const { cycle, stages, nominations, forms, regions } = await getSetup(this.db.reader, cycleId);
    return { cycle, stages: [...stages], nominations, forms, regions, now: this.clock.now() };
  }

  /**
   * With when the intake closes, and how many came in their term after the instant where it was past the close of everybody: an
   * extension or the grace let them in. Refuses `invalid-input` an instant that has not come. That it was taken is on record.
   */
  async read(
    actor: Person,
    cycleId: string,
    { at, nominationId, takes }: { at: Date; nominationId?: string | undefined; takes: boolean },
  ): Promise<{ entries: DatedEntry[]; late: LateRow[]; closing: Closing | null; later: number }> {
    const now = this.clock.now();
    if (at > now) throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/at', rule: 'not-yet' }] });
    const em = this.db.reader;
    const closing = closingIn(await getSetup(em, cycleId), { kind: 'staff' }, at);
    const hasClosed = closing?.state === 'extended' || closing?.state === 'closed';
    const [rows, late, later] = await Promise.all([
      listAt(em, visibleTo(actor), { cycleId, nominationId, at }),
      listLate(em, { cycleId, nominationId, at, readerId: actor.userId }),
      hasClosed ? countSince(em, visibleTo(actor), { cycleId, nominationId, at, until: now }) : 0,
    ]);
    if (takes) {
      const subject = {
        subjectType: 'cycle',
        subjectId: cycleId,
        before: null,
        after: { at, entries: rows.length, late: late.length },
      };
      await record(em, { actor, action: 'take-register', now }, subject);
    }
    const entries = rows.map((row) => ({ ...row, stood: stoodAt(recordedOf(row), at) }));
    return { entries, late, closing, later };
  }
}

const recordedOf = (row: DatedRow) => ({
  state: row.state,
  reason: row.reason,
  dueAt: row.dueAt === null ? null : new Date(row.dueAt),
  now: { state: row.nowState, reason: row.nowReason, screenedAt: row.screenedAt, withdrawnAt: row.withdrawnAt },
});
