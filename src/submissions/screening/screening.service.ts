import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findStage } from '../../cycles/stages/stages.queries.js';
import { getForm } from '../../cycles/forms/forms.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { listCalendar } from '../../cycles/reference/reference.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { mustHaveRole, type Person } from '../../domain/kernel/actor.js';
import type { Decision } from '../../domain/kernel/decision.js';
import { calendarOf } from '../../domain/cycles/production-calendar.js';
import {
  admit,
  extendReturn,
  reject,
  returnForRevision,
  type ScreeningFacts,
} from '../../domain/submissions/submission.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { save } from '../../platform/database/save.js';
import { Submission } from '../entries/submission.entity.js';
import { visibleTo } from '../entries/submission.policy.js';
import { lockSubmission } from '../entries/submission.queries.js';

/** The organizer's verbs on entries: admit, return, give more time, reject. */
@Injectable()
export class ScreeningService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  admit(actor: Person, id: string): Promise<Submission> {
    return this.screen(actor, id, 'admit', async (_tx, entry, facts) => admit(entry, facts));
  }

  reject(actor: Person, id: string, reason: string): Promise<Submission> {
    return this.screen(actor, id, 'reject', async (_tx, entry, facts) => reject(entry, { ...facts, reason }));
  }

  /**
   * Returned for as many working days as the edition says, by the production calendar, never past the intake's end; with
   * `open` only these fields may be changed.
   */
  returnForRevision(
    actor: Person,
    id: string,
    { reason, open }: { reason: string; open: readonly string[] },
  ): Promise<Submission> {
    return this.screen(actor, id, 'return', async (tx, entry, facts) => {
      const { fields } = await getForm(tx, entry.formVersionId);
      return returnForRevision(entry, { ...facts, reason, fields, open, ...(await returnFacts(tx, entry)) });
    });
  }

  /** A returned entry gets a new term of the same length. */
  extendReturn(actor: Person, id: string, reason: string): Promise<Submission> {
    return this.screen(actor, id, 'extend', async (tx, entry, facts) =>
      extendReturn(entry, { ...facts, reason, ...(await returnFacts(tx, entry)) }),
    );
  }

  private screen(
    actor: Person,
    id: string,
    action: string,
    decide: (tx: EntityManager, entry: Submission, facts: ScreeningFacts) => Promise<Decision<Submission>>,
  ): Promise<Submission> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await lockSubmission(tx, id, visibleTo(actor));
      mustHaveRole(actor, ['organizer', 'secretary'], { cycleId: entry.cycleId, nominationId: entry.nominationId });
      const { timeZone } = await getCycle(tx, entry.cycleId);
      const screening = await findStage(tx, entry.cycleId, 'screening');
      const decision = await decide(tx, entry, { now, timeZone, screening, screenedById: actor.userId });
      return save(tx, entry, decision, { actor, action, now });
    });
  }
}

async function returnFacts(tx: EntityManager, { cycleId }: Submission) {
  const { revisionWorkingDays: workingDays } = await getEdition(tx, cycleId);
  return { workingDays, intake: await findStage(tx, cycleId, 'intake'), calendar: calendarOf(await listCalendar(tx)) };
}
