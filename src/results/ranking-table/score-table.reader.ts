import { Injectable } from '@nestjs/common';
import { nominationOf } from '../../cycles/setup/cycle-setup.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { RankedCriterion } from '../../domain/ranking/input.js';
import { entryWeights, sheetSum } from '../../domain/ranking/criterion-weights.js';
import { type FullRankingRule, ruleFrom } from '../../domain/ranking/ranking-rule.js';
import { keptIds } from '../../judging/assignment/regional-gate.queries.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { isId } from '../../platform/ids.js';
import { mayNameExperts, mustSeeResults } from '../access/results.policy.js';
import { type VisibleCycle, visibleOf } from '../access/visible-cycle.reader.js';
import { readInputsSeen } from '../rankings/inputs-seen.js';
import { findLatestHead, getInputs } from '../rankings/rankings.queries.js';
import { RankingFrames } from './ranking-frame.reader.js';
import { listJuryNames, listSheetsAfter, type EntryKey, type ScoredSheet } from './score-table.queries.js';

/** So many entries are read at a time: memory does not grow with the nomination. */
const entriesAtOnce = 1000;

/** What a table of all sheets is made of. */
export interface ScoreTable {
  visible: VisibleCycle;
  nomination: Nomination;
  criteria: readonly RankedCriterion[];
  rule: FullRankingRule;
  /** The sheets in the order of entries, those of an entry beside each other. */
  pages: AsyncIterable<ScoredSheet[]>;
  /** Names of experts by id; null where the reader is not told them. */
  names: ReadonlyMap<string, string> | null;
  /** The sum by the weights that the ranking counted with, of at most six digits; empty where no weight was judged. */
  totalOf: (sheet: ScoredSheet) => string;
}

/** All single sheets that a ranking counts, for those who see the ranking, page by page. */
@Injectable()
export class ScoreTableReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly frames: RankingFrames,
  ) {}

  /**
   * The sheets of the latest ranking of a nomination, as their experts handed them in; what was handed in after it is not
   * there before it is ranked. Refuses: `not-found`, also before the first ranking.
   */
  async read(actor: Actor, cycleId: string, nominationId: string, timeZone: string): Promise<ScoreTable> {
    const em = this.db.reader;
    if (!isId(nominationId)) throw new Refusal({ code: 'not-found' });
    const inputs = await readInputsSeen(em, cycleId, [nominationId], this.clock.now());
    const visible = visibleOf(actor, inputs.setup, this.clock.now());
    const nomination = nominationOf(inputs.setup, nominationId);
    mustSeeResults(actor, { cycleId, nominationId });
    const ranking = await findLatestHead(em, nominationId);
    if (!ranking) throw new Refusal({ code: 'not-found' });
    const { input } = await this.frames.of(nomination, ranking, inputs);
    const rule = ruleFrom(input.rule);
    const weighingFor = entryWeights(input.criteria, rule);
    const amounts = rule.weightSets.some(({ amount }) => amount) ? await this.amounts(ranking.id) : null;
    const kept = await keptIds(em, cycleId, nominationId);
    return {
      visible,
      nomination,
      criteria: input.criteria,
      rule,
      pages: this.pages({ nominationId, userId: actor.userId, until: ranking.computedAt, timeZone }, kept),
      names: mayNameExperts(actor, { cycleId, nominationId }) ? await listJuryNames(em, cycleId) : null,
      totalOf: (sheet) => {
        const amount = amounts?.get(sheet.entryId);
        const weighing = weighingFor({
          id: sheet.entryId,
          regionCode: '',
          registerNumber: sheet.number,
          submittedAt: '',
          nomination: nomination.code,
          ...(amount !== undefined && { amount }),
        });
        const counted = { scores: sheet.scores, cannotJudge: sheet.cannotJudge ?? [] };
        const sum = 'code' in weighing ? null : sheetSum(counted, weighing);
        return sum ? sum.decimal(6).replace(/\.?0+$/, '') : '';
      },
    };
  }

  private async *pages(
    asked: Omit<Parameters<typeof listSheetsAfter>[1], 'after' | 'limit'>,
    kept: ReadonlySet<string>,
  ): AsyncGenerator<ScoredSheet[]> {
    for (let after: EntryKey | null = null, isOver = false; !isOver;) {
      const page: Awaited<ReturnType<typeof listSheetsAfter>> = await listSheetsAfter(this.db.reader, {
        ...asked,
        after,
        limit: entriesAtOnce,
      });
      yield kept.size === 0 ? page.sheets : page.sheets.filter(({ entryId }) => !kept.has(entryId));
      after = page.next;
      isOver = after === null;
    }
  }

  private async amounts(rankingId: string): Promise<Map<string, string | undefined>> {
    const { entries } = await getInputs(this.db.reader, rankingId);
    return new Map(entries.map(({ id, amount }) => [id, amount]));
  }
}
