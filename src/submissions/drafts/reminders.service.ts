import { Injectable } from '@nestjs/common';
import type { Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { record, tell } from '../../platform/database/save.js';
import { draftsUnder, type DraftScope } from './drafts.policy.js';
import { insertReminders, lastReminder } from './drafts.queries.js';

/** Outbox rows are written so many by a statement. */
const batch = 1000;

/** Reminding those who have a draft. */
@Injectable()
export class RemindersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Rules §4.10. One letter a person and entry a day, of those named or of all that the actor looks after; who was reminded today, also
   * by somebody else or the schedule, is passed over. Refuses `nudged-already` where nobody is left, `not-found` where none
   * of the named is a draft of an open intake that the actor looks after.
   */
  remind(
    actor: Person,
    scope: DraftScope,
    ids: readonly string[] | null,
  ): Promise<{ letters: number; entries: number }> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const written = await insertReminders(tx, { under: draftsUnder(actor, scope), now, by: actor.userId, ids });
      if (written.length === 0) {
        const at = await lastReminder(tx, ids ?? []);
        throw new Refusal(ids && !at ? { code: 'not-found' } : { code: 'nudged-already', at: at ?? now });
      }
      for (let from = 0; from < written.length; from += batch) {
        const some = written.slice(from, from + batch);
        const events = some.map(({ id }) => ({ type: 'draft.reminded', reminderId: id }));
        await tell(tx, events, now);
      }
      const entries = new Set(written.map(({ submissionId }) => submissionId)).size;
      const [subjectType, subjectId] =
        scope.of === 'cycle' ? ['cycle', scope.cycleId] : ['submission', written[0]!.submissionId];
      const after = { letters: written.length, entries, ...(scope.of === 'region' && { region: scope.code }) };
      await record(tx, { actor, action: 'remind', now }, { subjectType, subjectId, before: null, after });
      return { letters: written.length, entries };
    });
  }
}
