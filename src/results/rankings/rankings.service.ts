import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { listNominations, getNomination } from '../../cycles/nominations/nominations.queries.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { rankEntries } from '../../domain/ranking/rank-entries.js';
import { keptIds } from '../../judging/assignment/regional-gate.queries.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { record } from '../../platform/database/save.js';
import { newId, sha256 } from '../../platform/ids.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { listRankable, rankingInput } from './ranking-input.queries.js';
import { StoredRanking, type WholeRanking } from './stored-ranking.entity.js';
import { mustRunResults, mustSeeResults } from '../access/results.policy.js';
import { addRanking, findLatestHead, findLatestRanking, getRanking } from './rankings.queries.js';
import { compactMarks, readInputsSeen } from './inputs-seen.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import { lockNomination } from '../access/lock-nomination.queries.js';

/** Computing rankings from frozen sheets. Equal inputs are one ranking, however often it is asked for. */
@Injectable()
export class RankingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Ranks a nomination by the edition in force. Refuses with `nothing-to-rank` where nothing is admitted. */
  rank(actor: Actor, nominationId: string): Promise<WholeRanking> {
    return this.db.transaction(async (tx) => {
      const nomination = await lockNomination(tx, nominationId);
      mustRunResults(actor, { cycleId: nomination.cycleId, nominationId });
      return this.rankIn(tx, actor, nomination);
    });
  }

  /** Ranks every nomination that has admitted entries. */
  rankAll(actor: Actor, cycleId: string): Promise<WholeRanking[]> {
    return this.db.transaction(async (tx) => {
      await getCycle(tx, cycleId);
      mustRunResults(actor, { cycleId });
      const rankings: WholeRanking[] = [];
      for (const { id } of await listNominations(tx, cycleId)) {
        const nomination = await lockNomination(tx, id);
        const kept = await keptIds(tx, cycleId, id);
        if ((await listRankable(tx, id, { now: null })).some((entry) => !kept.has(entry.id)))
          rankings.push(await this.rankIn(tx, actor, nomination));
      }
      return rankings;
    });
  }

  /** The latest ranking of a nomination; `null` before the first. */
  async latest(actor: Actor, nominationId: string): Promise<WholeRanking | null> {
    const { cycleId } = await getNomination(this.db.reader, nominationId);
    mustSeeResults(actor, { cycleId, nominationId });
    return findLatestRanking(this.db.reader, nominationId);
  }

  /** Entries that the actor must not meet; whatever shows a ranking leaves them out. */
  hiddenFrom(actor: Actor): Promise<Set<string>> {
    return listHiddenFrom(this.db.reader, actor.userId);
  }

  /** The ranking as it is now, in the caller's transaction; what has been ranked already is not ranked again. */
  async rankIn(tx: EntityManager, actor: Actor, nomination: Nomination): Promise<WholeRanking> {
    const now = this.clock.now();
    const { seen } = await readInputsSeen(tx, nomination.cycleId, [nomination.id], now);
    const input = await rankingInput(tx, nomination, now);
    const inputsHash = sha256(canonicalJson(input));
    const before = await findLatestHead(tx, nomination.id);
    if (before?.inputsHash === inputsHash) return getRanking(tx, before.id);
    const { rows, unranked } = rankEntries(input);
    const ranking = Object.assign(new StoredRanking(), {
      id: newId(),
      cycleId: nomination.cycleId,
      nominationId: nomination.id,
      editionId: (await getEdition(tx, nomination.cycleId)).id,
      inputs: input,
      inputsHash,
      rows: [...rows, ...unranked],
      sheets: input.sheets.length,
      computedAt: now,
      computedById: actor.userId,
      seen: seen.get(nomination.id)!,
    });
    await addRanking(tx, ranking);
    await compactMarks(tx);
    // The audit names the inputs by their hash; the row itself can never change.
    const after = { nominationId: nomination.id, inputsHash, sheets: ranking.sheets };
    await record(
      tx,
      { actor, action: 'rank', now },
      { subjectType: 'ranking', subjectId: ranking.id, before: null, after },
    );
    return ranking;
  }
}
