import { Injectable } from '@nestjs/common';
import type { ConsentText } from '../../domain/cycles/judging-rules.js';
import { pickOf } from '../../domain/ranking/criterion-kind.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Expert } from '../experts/expert.entity.js';
import { missingConsents } from '../experts/consents.queries.js';
import { listExpertsOfUser } from '../experts/experts.queries.js';
import { countAdmitted } from '../reading/admitted.queries.js';
import { sheetRulesOf } from '../sheets/sheet-rules.queries.js';
import { listQueue, type QueueItem } from './queue.queries.js';

/** What a person has to judge, in all juries and in one. */
@Injectable()
export class QueueReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The person's juries with how far each is. */
  async mine(
    userId: string,
  ): Promise<{ expert: Expert; done: number; total: number; mayDeclare: boolean; consents: ConsentText[] }[]> {
    const experts = await listExpertsOfUser(this.db.reader, userId);
    const now = this.clock.now();
    return Promise.all(
      experts.map(async (expert) => {
        const queue = expert.state === 'accepted' ? await listQueue(this.db.reader, expert.id, now) : [];
        const admitted = expert.state === 'accepted' && (await countAdmitted(this.db.reader, expert.cycleId)) > 0;
        return {
          expert,
          done: queue.filter((item) => item.state === 'submitted').length,
          total: queue.length,
          mayDeclare: admitted,
          consents: await missingConsents(this.db.reader, expert),
        };
      }),
    );
  }

  /** What the person has to judge, jury by jury, the latest year first. */
  async queueOf(userId: string): Promise<(QueueItem & { cycleId: string })[]> {
    const experts = await listExpertsOfUser(this.db.reader, userId);
    const now = this.clock.now();
    const queues = experts
      .filter(({ state }) => state === 'accepted')
      .map(async ({ id, cycleId }) => (await listQueue(this.db.reader, id, now)).map((item) => ({ ...item, cycleId })));
    return (await Promise.all(queues)).flat();
  }

  /** Whether experts of the cycle choose among their own entries: places, or votes. */
  async hasPicks(cycleId: string): Promise<boolean> {
    return (await sheetRulesOf(this.db.reader, cycleId)).criteria.some(({ kind }) => pickOf(kind));
  }
}
