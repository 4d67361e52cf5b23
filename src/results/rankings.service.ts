import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getEdition, listCriteria, listNominations } from '../cycles/cycles.queries.js';
import type { Nomination } from '../cycles/nomination.entity.js';
import type { Actor } from '../domain/actor.js';
import { canonicalJson } from '../domain/canonical.js';
import { rankEntries, type RankingInput, type RankingRow, type UnrankedRow } from '../domain/ranking.js';
import { compareText } from '../domain/seeded.js';
import { listSubmittedSheets } from '../judging/judging.queries.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { record } from '../platform/database/save.js';
import { newId, sha256 } from '../platform/ids.js';
import { Ranking } from './ranking.entity.js';
import { mustRunResults, mustSeeResults } from './results.policy.js';
import { findLatestRanking, getCycleOf, getNominationOf, listRankable, lockNomination } from './results.queries.js';

/** Decimals of totals as people read them; they decide nothing. */
const decimals = 2;

/** Computing rankings from frozen sheets. Equal inputs are one ranking, however often it is asked for. */
@Injectable()
export class RankingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Ranks a nomination by the edition in force. Refuses with `nothing-to-rank` where nothing is admitted. */
  rank(actor: Actor, nominationId: string): Promise<Ranking> {
    return this.db.transaction(async (tx) => {
      const nomination = await lockNomination(tx, nominationId);
      mustRunResults(actor, { cycleId: nomination.cycleId, nominationId });
      return this.rankIn(tx, actor, nomination);
    });
  }

  /** Ranks every nomination that has admitted entries. */
  rankAll(actor: Actor, cycleId: string): Promise<Ranking[]> {
    return this.db.transaction(async (tx) => {
      await getCycleOf(tx, cycleId);
      mustRunResults(actor, { cycleId });
      const rankings: Ranking[] = [];
      for (const { id } of await listNominations(tx, cycleId)) {
        const nomination = await lockNomination(tx, id);
        if ((await listRankable(tx, id)).length > 0) rankings.push(await this.rankIn(tx, actor, nomination));
      }
      return rankings;
    });
  }

  /** The latest ranking of a nomination; `null` before the first. */
  async latest(actor: Actor, nominationId: string): Promise<Ranking | null> {
    const { cycleId } = await getNominationOf(this.db.reader, nominationId);
    mustSeeResults(actor, { cycleId, nominationId });
    return findLatestRanking(this.db.reader, nominationId);
  }

  private async rankIn(tx: EntityManager, actor: Actor, nomination: Nomination): Promise<Ranking> {
    const now = this.clock.now();
    const input = await rankingInput(tx, nomination);
    const inputsHash = sha256(canonicalJson(input));
    const before = await findLatestRanking(tx, nomination.id);
    if (before?.inputsHash === inputsHash) return before;
    const { rows, unranked } = rankEntries(input);
    const ranking = Object.assign(new Ranking(), {
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
    });
    await tx.insert(Ranking, ranking as never);
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

/** Everything that decides the ranking of a nomination now, in a fixed order. */
export async function rankingInput(em: EntityManager, nomination: Nomination): Promise<RankingInput> {
  const criteria = await listCriteria(em, nomination.cycleId);
  const entries = (await listRankable(em, nomination.id)).sort((a, b) =>
    compareText(a.registerNumber, b.registerNumber),
  );
  return {
    criteria: criteria.map(({ id, weight, scaleMax }) => ({ id, weight, scaleMax })),
    entries: entries.map(({ submittedAt, ...entry }) => ({ ...entry, submittedAt: submittedAt.toISOString() })),
    sheets: await listSubmittedSheets(em, nomination.id),
    rule: (await getEdition(em, nomination.cycleId)).rankingRule,
    decimals,
  };
}

/** The rows of a ranking as they were stored: with a place, and without one for the reason they name. */
export function rowsOf(ranking: Pick<Ranking, 'rows'>): { ranked: RankingRow[]; unranked: UnrankedRow[] } {
  const rows = ranking.rows as unknown as (RankingRow | UnrankedRow)[];
  return {
    ranked: rows.filter((row): row is RankingRow => 'place' in row),
    unranked: rows.filter((row): row is UnrankedRow => !('place' in row)),
  };
}

export const inputOf = (ranking: Pick<Ranking, 'inputs'>): RankingInput => ranking.inputs as unknown as RankingInput;
