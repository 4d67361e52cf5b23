import type { EntityManager } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { systemActor } from '../../domain/kernel/actor.js';
import { StoppedClock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { RankingsService } from '../../results/rankings/rankings.service.js';
import { judgeEverything } from '../bench-judged.js';
import { loadCurrentCycle } from '../demo/current-cycle.js';
import { Dice } from '../demo/dice.js';
import type { DemoNomination } from '../demo/entry-texts.js';
import { boundTo } from '../with-database.js';
import { addEntries } from './entries.js';
import type { Sealer } from './sealer.js';
import type { StoryFacts } from './stories.js';

const year = 365 * 24 * 3600_000;

type Judged = Pick<StoryFacts, 'entrants' | 'screener' | 'words'> & { sources: DemoNomination[]; now: Date };

/** A year that is over: one nomination whose entries have three sheets each, ranked. */
export async function addLastYear(db: Database, sealer: Sealer, { sources, now, ...facts }: Judged, count: number) {
  const then = new Date(now.getTime() - year);
  const last = sources.slice(-1);
  const { cycle, nominations, intakeOpensAt } = await db.transaction((tx) => loadCurrentCycle(tx, last, then));
  const { row, source } = nominations[0]!;
  await db.reader.query('UPDATE nomination SET quota_per_region = NULL WHERE id = $1', [row.id]);
  const nomination = { id: row.id, code: row.code, title: row.title, source, formVersionId: await formOf(db, row.id) };
  const intake = { opensAt: intakeOpensAt, closesAt: then };
  const dice = new Dice(11);
  const told = { ...facts, cycle, intake, nominations: [nomination], dice, now: then, admitAll: true as const };
  await addEntries(db, sealer, told, count);
  await db.transaction(async (tx) => {
    await tx.update(Cycle, { id: cycle.id }, { state: 'completed' });
    await judge(tx, { cycleId: cycle.id, nominationId: row.id, screenedById: facts.screener.id, dice, now: then });
  });
  return { cycleId: cycle.id, nominationId: row.id };
}

async function judge(tx: EntityManager, facts: Parameters<typeof judgeEverything>[1]): Promise<void> {
  await judgeEverything(tx, facts);
  await new RankingsService(boundTo(tx), new StoppedClock(facts.now)).rank(systemActor, facts.nominationId);
}

async function formOf(db: Database, nominationId: string): Promise<string> {
  const [form]: { id: string }[] = await db.reader.query('SELECT id FROM form_version WHERE nomination_id = $1', [
    nominationId,
  ]);
  return form!.id;
}
