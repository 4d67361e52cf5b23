import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { systemActor } from '../../domain/kernel/actor.js';
import { noticeFate, noticesOf, type NoticeKind } from '../../domain/cycles/cycle.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { StageNotice } from './stage-notice.entity.js';
import { Stage } from './stage.entity.js';

const hour = 3600_000;

const eventOf: Record<NoticeKind, string> = {
  opens: 'stage.opened',
  closes: 'stage.closed',
  'closes-in-7-days': 'stage.reminder',
  'closes-in-3-days': 'stage.reminder',
  'closes-in-1-day': 'stage.reminder',
};

/** Announcements of stages. They follow the dates and are made once; whether a stage is open never depends on them. */
@Injectable()
export class NoticesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Brings the plan to what the dates say, asks for a job at each instant of the next two hours, and itself makes what
   * is due, so that a lost job delays an announcement by minutes and loses none.
   */
  async plan(): Promise<void> {
    const now = this.clock.now();
    const waiting = await this.db.transaction((tx) => planStageNotices(tx));
    for (const notice of waiting) {
      if (noticeFate(notice, now) !== 'wait') await this.announce(notice.id);
      else if (notice.dueAt.getTime() - now.getTime() < 2 * hour)
        await this.jobs.add(
          'cycles.announceStage',
          { noticeId: notice.id },
          // The instant is part of the name: a notice that was moved gets a job of its own, the old one finds nothing due.
          {
            jobId: `notice-${notice.id}-${notice.dueAt.getTime()}`,
            delayMs: notice.dueAt.getTime() - now.getTime() + 50,
          },
        );
    }
  }

  /** Makes one announcement if it is due and not made yet; the row's lock lets only one of several do it. */
  async announce(noticeId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const notice = await tx.findOne(StageNotice, { where: { id: noticeId }, lock: { mode: 'pessimistic_write' } });
      if (!notice) return;
      const fate = noticeFate(notice, now);
      if (fate === 'wait') return;
      const { stageId, kind } = notice;
      const events = fate === 'tell' ? [{ type: eventOf[kind], stageId, noticeKind: kind }] : [];
      const deed = { actor: systemActor, action: fate === 'tell' ? 'announce-stage' : 'pass-over', now };
      await save(tx, notice, { changes: { announcedAt: now }, events }, deed);
    });
  }
}

/** Keeps the rows equal to the dates: missing ones made, moved ones moved, needless ones dropped, told ones left alone. */
export async function planStageNotices(tx: EntityManager): Promise<StageNotice[]> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('stage notices', 2))");
  const stages = await tx.find(Stage, { where: { cycle: { state: 'announced' } } });
  const rows = await tx.findBy(StageNotice, { stageId: In(stages.map(({ id }) => id)) });
  const planned = new Map(rows.map((row) => [`${row.stageId} ${row.kind}`, row]));
  const waiting: StageNotice[] = [];
  for (const stage of stages)
    for (const { kind, dueAt } of noticesOf(stage)) {
      const key = `${stage.id} ${kind}`;
      const row = planned.get(key);
      planned.delete(key);
      if (!row) {
        const made = Object.assign(new StageNotice(), {
          id: newId(),
          stageId: stage.id,
          kind,
          dueAt,
          announcedAt: null,
        });
        await tx.insert(StageNotice, made);
        waiting.push(made);
      } else if (!row.announcedAt) {
        if (row.dueAt.getTime() !== dueAt.getTime()) await tx.update(StageNotice, { id: row.id }, { dueAt });
        waiting.push(Object.assign(row, { dueAt }));
      }
    }
  const needless = [...planned.values()].filter(({ announcedAt }) => !announcedAt).map(({ id }) => id);
  if (needless.length > 0) await tx.delete(StageNotice, { id: In(needless) });
  return waiting.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
}
