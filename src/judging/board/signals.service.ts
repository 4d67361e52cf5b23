import { Injectable } from '@nestjs/common';
import { cut } from '../../domain/kernel/cut.js';
import { listCriteria } from '../../cycles/criteria/criteria.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { mustHaveRole, type Person } from '../../domain/kernel/actor.js';
import { type Signal, signalsOf } from '../../domain/statistics/signals.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Task } from '../../platform/jobs/task.entity.js';
import { Tasks } from '../../platform/jobs/tasks.js';
import { listSignalSheets } from './signals.queries.js';

/** Mean and spread of somebody's totals, in points. */
export interface Level {
  sheets: number;
  mean: number;
  deviation: number;
}

/** A signal as it is kept; `all` counts the sheets of a text, of which only some are named. Readings before it was counted have none. */
export type KeptSignal = Signal & { all?: number };

/** What was read from the sheets handed in, at an instant. */
export interface SheetReading {
  at: string;
  panel: Level;
  experts: Record<string, Level>;
  signals: KeptSignal[];
  /** More than are kept. */
  more: number;
}

/** So many questions are kept: nobody asks more. */
const KEPT = 200;

/** Means, spreads and questions about sheets: statistics for those who see results, read by a job because they take time. */
@Injectable()
export class SignalsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly tasks: Tasks,
  ) {}

  async ask(actor: Person, cycleId: string): Promise<Task> {
    const task = await this.db.transaction(async (tx) => {
      await getCycle(tx, cycleId);
      mustHaveRole(actor, ['organizer', 'secretary', 'chair'], { cycleId });
      const facts = {
        state: 'waiting' as const,
        total: 1,
        startedById: actor.userId,
        input: { cycleId },
        result: null,
      };
      return this.tasks.keep(tx, 'judging.readSignals', facts);
    });
    await this.tasks.start(task);
    return task;
  }

  /** The latest reading and the one that is being made. */
  async latest(cycleId: string): Promise<{ task: Task | null; reading: SheetReading | null }> {
    const task = await this.tasks.findLatest('judging.readSignals', { cycleId });
    if (task?.state === 'done') return { task, reading: task.result as unknown as SheetReading };
    const [row]: { result: unknown }[] = await this.db.reader.query(
      `SELECT result FROM task WHERE kind = 'judging.readSignals' AND state = 'done' AND input @> $1
        ORDER BY created_at DESC LIMIT 1`,
      [JSON.stringify({ cycleId })],
    );
    return { task, reading: row ? (row.result as SheetReading) : null };
  }

  async stop(actor: Person, cycleId: string): Promise<void> {
    mustHaveRole(actor, ['organizer', 'secretary', 'chair'], { cycleId });
    const { task } = await this.latest(cycleId);
    if (task) await this.tasks.stop(task.id);
  }

  /** The job. */
  read(taskId: string): Promise<void> {
    return this.tasks.run(taskId, async ({ input }, watch) => {
      const cycleId = String(input['cycleId']);
      const em = this.db.reader;
      const criteria = await listCriteria(em, cycleId);
      const now = this.clock.now();
      const sheets = await listSignalSheets(em, { cycleId, now }, criteria);
      await watch.progress(0, 1);
      const signals = signalsOf(sheets);
      const reading: SheetReading = {
        at: now.toISOString(),
        panel: levelOf(sheets.map(({ total }) => total)),
        experts: levels(sheets),
        signals: signals.slice(0, KEPT).map(shortened),
        more: Math.max(0, signals.length - KEPT),
      };
      await this.db.transaction(async (tx) => {
        await this.tasks.once(tx, taskId);
        await this.tasks.finish(tx, taskId, { result: reading as never });
      });
    });
  }
}

function levels(sheets: readonly { expertId: string; total: number }[]): Record<string, Level> {
  const totals = new Map<string, number[]>();
  for (const { expertId, total } of sheets) {
    const own = totals.get(expertId) ?? [];
    own.push(total);
    totals.set(expertId, own);
  }
  return Object.fromEntries([...totals].map(([expertId, own]) => [expertId, levelOf(own)]));
}

function levelOf(totals: readonly number[]): Level {
  const mean = totals.length ? totals.reduce((sum, total) => sum + total, 0) / totals.length : 0;
  const squares = totals.reduce((sum, total) => sum + (total - mean) ** 2, 0);
  return { sheets: totals.length, mean, deviation: totals.length > 1 ? Math.sqrt(squares / (totals.length - 1)) : 0 };
}

/** A text under very many sheets is kept with some of them, and with how many they are. */
function shortened(signal: Signal): KeptSignal {
  return signal.kind === 'same-text'
    ? { ...signal, text: cut(signal.text, 200), sheets: signal.sheets.slice(0, 10), all: signal.sheets.length }
    : signal;
}
