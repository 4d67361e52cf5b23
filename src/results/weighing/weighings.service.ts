import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import type { RankingWorth, WorthSettings } from '../../domain/results/rankings/ranking-worth.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { record } from '../../platform/database/save.js';
import { newId, sha256 } from '../../platform/ids.js';
import { Recent } from '../../platform/recent.js';
import type { Task } from '../../platform/jobs/task.entity.js';
import { Tasks, TaskStopped } from '../../platform/jobs/tasks.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { proposalOf } from '../scenarios/proposal.queries.js';
import type { StoredRanking, WholeRanking } from '../rankings/stored-ranking.entity.js';
import { mustRunResults, mustSeeResults } from '../access/results.policy.js';
import { findLatestHead, getRanking } from '../rankings/rankings.queries.js';
import { weighAside } from './weighing-worker.js';
import { Weighing } from './weighing.entity.js';
import { findWeighingId, listBarredPairs, listFreeExperts, lockWeighing } from './weighing.queries.js';
import { getNomination } from '../../cycles/nominations/nominations.queries.js';
import { weighedWithout } from '../../domain/results/rankings/hidden-entries.js';
import { worthSeed } from '../../domain/results/rankings/ranking-worth.js';

const draws = 1000;
const advised = 10;
const mostKept = 8;

/** What rankings are worth: long work, done aside, kept for ever under the ranking and the seed that it was done with. */
@Injectable()
export class WeighingsService {
  /** Figures never change, and are large: those that are looked at are kept. */
  private readonly known = new Recent<Weighing>(mostKept);

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly tasks: Tasks,
  ) {}

  /**
   * Has the latest ranking of a nomination weighed; work that is under way is not begun twice. Refuses with
   * `nothing-to-rank` before the first ranking.
   */
  async start(actor: Person, nominationId: string): Promise<Task> {
    const task = await this.db.transaction(async (tx) => {
      const { cycleId } = await getNomination(tx, nominationId);
      mustRunResults(actor, { cycleId, nominationId });
      const ranking = await findLatestHead(tx, nominationId);
      if (!ranking) throw new Refusal({ code: 'nothing-to-rank' });
      await lockWeighing(tx, ranking.id);
      const before = await this.tasks.findLatest('results.weigh', { rankingId: ranking.id });
      if (before && (before.state === 'waiting' || before.state === 'running')) return before;
      const input = { rankingId: ranking.id, nominationId, actor };
      const facts = { state: 'waiting' as const, total: draws, startedById: actor.userId, input, result: null };
      return this.tasks.keep(tx, 'results.weigh', facts);
    });
    await this.tasks.start(task);
    return task;
  }

  /** Asks the work of the latest ranking to stop. */
  async stop(actor: Person, nominationId: string): Promise<void> {
    const { cycleId } = await getNomination(this.db.reader, nominationId);
    mustRunResults(actor, { cycleId, nominationId });
    const ranking = await findLatestHead(this.db.reader, nominationId);
    const task = ranking && (await this.tasks.findLatest('results.weigh', { rankingId: ranking.id }));
    if (task) await this.tasks.stop(task.id);
  }

  /** What is known of the latest ranking of a nomination; see `of`. */
  async latest(actor: Actor, nominationId: string): Promise<{ weighing: Weighing | null; task: Task | null }> {
    const em = this.db.reader;
    const { cycleId } = await getNomination(em, nominationId);
    mustSeeResults(actor, { cycleId, nominationId });
    const ranking = await findLatestHead(em, nominationId);
    return ranking ? this.of(ranking.id, await listHiddenFrom(em, actor.userId)) : { weighing: null, task: null };
  }

  /**
   * The figures of a ranking and the work on them, each null where there is none. Entries that the reader must not meet
   * are left out; then the figures are no longer those that the hash is of.
   */
  async of(rankingId: string, hidden: ReadonlySet<string>): Promise<{ weighing: Weighing | null; task: Task | null }> {
    const task = await this.tasks.findLatest('results.weigh', { rankingId });
    const id = await findWeighingId(this.db.reader, rankingId);
    const weighing = id && (await this.known.get(id, () => this.db.reader.findOneByOrFail(Weighing, { id })));
    return { weighing: weighing ? weighedWithout(weighing, hidden) : null, task };
  }

  /** The job. What was kept with the same seed stands: equal inputs give equal figures. */
  weigh(taskId: string): Promise<void> {
    return this.tasks.run(taskId, async ({ input }, watch) => {
      const { rankingId, actor } = input as unknown as { rankingId: string; actor: Person };
      const ranking = await getRanking(this.db.reader, rankingId);
      const settings = await settingsFor(this.db.reader, ranking);
      const result = await weighAside(ranking.inputs, settings, watch);
      // Half of the resamplings are no figures: they would be kept for ever.
      if (result.stability?.isStopped) throw new TaskStopped();
      await this.db.transaction(async (tx) => {
        await this.tasks.once(tx, taskId);
        const weighing = await this.keep(tx, actor, { ranking, settings, result });
        await this.tasks.finish(tx, taskId, { result: { weighingId: weighing.id } });
      });
    });
  }

  private async keep(
    tx: EntityManager,
    actor: Person,
    { ranking, settings, result }: { ranking: StoredRanking; settings: WorthSettings; result: RankingWorth },
  ): Promise<Weighing> {
    const now = this.clock.now();
    const before = await tx.findOneBy(Weighing, { rankingId: ranking.id, seed: settings.seed });
    if (before) return before;
    const weighing = Object.assign(new Weighing(), {
      id: newId(),
      cycleId: ranking.cycleId,
      nominationId: ranking.nominationId,
      rankingId: ranking.id,
      seed: settings.seed,
      settings,
      inputsHash: weighedHash(ranking, settings),
      result,
      resultHash: sha256(canonicalJson(result)),
      computedAt: now,
      computedById: actor.userId,
    });
    await tx.insert(Weighing, weighing);
    const { inputsHash, resultHash, seed } = weighing;
    const after = { rankingId: ranking.id, seed, inputsHash, resultHash };
    const deed = { actor, action: 'weigh', now };
    await record(tx, deed, { subjectType: 'weighing', subjectId: weighing.id, before: null, after });
    return weighing;
  }
}

/** What figures were computed from: the ranking's own inputs by their hash, and what was asked beside them. */
export function weighedHash(ranking: Pick<StoredRanking, 'inputsHash'>, settings: WorthSettings): string {
  return sha256(canonicalJson({ ranking: ranking.inputsHash, settings }));
}

/** The line is where the rule of selection draws it; the seed follows from the ranking, so that nobody chooses it. */
async function settingsFor(em: EntityManager, ranking: WholeRanking): Promise<WorthSettings> {
  const { selection, foreseen } = await proposalOf(em, ranking);
  const selected = selection.rows.filter((row) => row.selected).length;
  return {
    boundary: selected || foreseen,
    draws,
    seed: worthSeed(ranking.inputsHash),
    budget: advised,
    experts: await listFreeExperts(em, ranking.cycleId),
    conflicts: await listBarredPairs(em, ranking.nominationId),
  };
}
