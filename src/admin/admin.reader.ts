import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Organisation } from '../accounts/organisations/organisation.entity.js';
import { User } from '../accounts/users/user.entity.js';
import { findCurrentCycle, listCycles } from '../cycles/cycle/cycle.queries.js';
import { listRegions } from '../cycles/reference/reference.queries.js';
import { listStages } from '../cycles/stages/stages.queries.js';
import type { Cycle } from '../cycles/cycle/cycle.entity.js';
import type { Region } from '../cycles/reference/region.entity.js';
import type { Stage } from '../cycles/stages/stage.entity.js';
import { mustHaveRole, type Actor } from '../domain/kernel/actor.js';
import { AuditSeal } from '../platform/audit/audit-seal.entity.js';
import { Database } from '../platform/database/database.js';
import { queueNames, type QueueName } from '../platform/jobs/job-table.js';
import { Jobs } from '../platform/jobs/jobs.js';

export interface QueueFigures {
  name: QueueName;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

/** What the pages of administration show besides their own subject. */
@Injectable()
export class AdminReader {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
  ) {}

  async overview(actor: Actor) {
    mustHaveRole(actor, ['admin']);
    const [figures] = (await this.db.reader.query(
      `SELECT (SELECT count(*)::int FROM outbox_message WHERE dispatched_at IS NULL AND (due_at IS NULL OR due_at <= now())) AS "outboxWaiting",
              (SELECT min(coalesce(due_at, created_at)) FROM outbox_message WHERE dispatched_at IS NULL AND (due_at IS NULL OR due_at <= now())) AS "outboxSince",
              (SELECT count(*)::int FROM delivery WHERE state = 'failed') AS "mailFailed",
              (SELECT count(*)::int FROM delivery WHERE state IN ('waiting', 'sending')) AS "mailWaiting",
              (SELECT count(*)::int FROM delivery WHERE state = 'sent') AS "mailSent",
              (SELECT count(*)::int FROM user_account WHERE deactivated_at IS NULL) AS people,
              (SELECT count(*)::int FROM session WHERE revoked_at IS NULL AND expires_at > now()) AS sessions,
              (SELECT count(*)::int FROM audit_record) AS records`,
    )) as {
      outboxWaiting: number;
      outboxSince: Date | null;
      mailFailed: number;
      mailWaiting: number;
      mailSent: number;
      people: number;
      sessions: number;
      records: number;
    }[];
    const [head] = await this.db.reader.find(AuditSeal, { order: { position: 'DESC' }, take: 1 });
    return { ...figures!, head: head ?? null, queues: await this.queues(), backend: this.jobs.backend };
  }

  private queues(): Promise<QueueFigures[]> {
    return Promise.all(
      queueNames.map(async (name) => {
        const counts = await this.jobs.queue(name).getJobCounts('waiting', 'active', 'delayed', 'failed');
        const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
        return { name, waiting, active, delayed, failed };
      }),
    );
  }

  cycles(): Promise<Cycle[]> {
    return listCycles(this.db.reader);
  }

  regions(): Promise<Region[]> {
    return listRegions(this.db.reader);
  }

  async currentStages(): Promise<{ cycle: Cycle; stages: Stage[] } | null> {
    const cycle = await findCurrentCycle(this.db.reader);
    return cycle && { cycle, stages: await listStages(this.db.reader, cycle.id) };
  }

  /** Names of people by id, for lists of deeds. */
  async names(ids: string[]): Promise<Map<string, string>> {
    const users = await this.db.reader.find(User, { where: { id: In(ids) }, select: { id: true, name: true } });
    return new Map(users.map(({ id, name }) => [id, name]));
  }

  /** Organisations to choose from, by part of the name. */
  organisations(words: string): Promise<Organisation[]> {
    return this.db.reader
      .createQueryBuilder(Organisation, 'o')
      .where('o.merged_into_id IS NULL AND o.name ILIKE :words', { words: `%${words.replace(/[%_\\]/g, '\\$&')}%` })
      .orderBy('o.name')
      .limit(300)
      .getMany();
  }
}
