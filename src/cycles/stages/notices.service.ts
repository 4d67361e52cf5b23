import { Injectable } from '@nestjs/common';
import { In, IsNull, type EntityManager } from 'typeorm';
import { systemActor } from '../../domain/kernel/actor.js';
import { noticeFate, noticesOf, remindersOf, type NoticeKind } from '../../domain/cycles/cycle.js';
import { isForEverybody } from '../../domain/cycles/extension.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { listExtensions } from '../extensions/extensions.queries.js';
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
      const { stageId, extensionId, kind } = notice;
      const news = { type: eventOf[kind], stageId, noticeKind: kind, ...(extensionId && { extensionId }) };
      const events = fate === 'tell' ? [news] : [];
      const deed = { actor: systemActor, action: fate === 'tell' ? 'announce-stage' : 'pass-over', now };
      await save(tx, notice, { changes: { announcedAt: now }, events }, deed);
    });
  }
}

/** What is to be announced of a window: of a stage, or of the close to which an extension moved the intake of some. */
interface Announced {
  stageId: string;
  extensionId: string | null;
  notices: { kind: NoticeKind; dueAt: Date }[];
}

const keyOf = ({ stageId, extensionId, kind }: Pick<StageNotice, 'stageId' | 'extensionId' | 'kind'>): string =>
  `${stageId} ${extensionId ?? ''} ${kind}`;

/** Keeps the rows equal to the dates: missing ones made, moved ones moved, needless ones dropped, told ones left alone. */
export async function planStageNotices(tx: EntityManager): Promise<StageNotice[]> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('stage notices', 2))");
  const stages = await tx.find(Stage, { where: { cycle: { state: 'announced' } } });
  const rows = await tx.findBy(StageNotice, { stageId: In(stages.map(({ id }) => id)) });
  const planned = new Map(rows.map((row) => [keyOf(row), row]));
  const waiting: StageNotice[] = [];
  for (const { stageId, extensionId, notices } of await announcedOf(tx, stages))
    for (const { kind, dueAt } of notices) {
      const key = keyOf({ stageId, extensionId, kind });
      const row = planned.get(key);
      planned.delete(key);
      if (!row) {
        const values = { id: newId(), stageId, extensionId, kind, dueAt, announcedAt: null };
        const made = Object.assign(new StageNotice(), values);
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

async function announcedOf(tx: EntityManager, stages: readonly Stage[]): Promise<Announced[]> {
  const own = stages.map((stage) => ({ stageId: stage.id, extensionId: null, notices: noticesOf(stage) }));
  const intakes = new Map(stages.filter(({ kind }) => kind === 'intake').map((stage) => [stage.cycleId, stage]));
  const extensions = await listExtensions(tx, [...intakes.keys()]);
  const moved = extensions
    .filter((extension) => !isForEverybody(extension))
    .map(({ id, cycleId, closesAt, recordedAt }) => {
      const intake = intakes.get(cycleId)!;
      return { stageId: intake.id, extensionId: id, notices: remindersOf({ ...intake, closesAt }, recordedAt) };
    });
  return [...own, ...moved];
}

/** The end of a stage was moved on: what was announced of the old one and comes once more is announced once more. */
export async function announceAnew(tx: EntityManager, stage: Stage, now: Date): Promise<void> {
  const due = remindersOf(stage, now).map(({ kind }) => kind);
  await tx.update(
    StageNotice,
    { stageId: stage.id, extensionId: IsNull(), kind: In([...due, 'closes']) },
    { announcedAt: null },
  );
  await planStageNotices(tx);
}
