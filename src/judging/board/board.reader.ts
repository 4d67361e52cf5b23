import { Injectable } from '@nestjs/common';
import { findStage, listStages } from '../../cycles/stages/stages.queries.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { getCycle } from '../../cycles/cycle/cycle.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { mustReadJudging } from '../judging.policy.js';
import { judgingRulesFrom } from '../../domain/cycles/judging-rules.js';
import { ruleFrom } from '../../domain/ranking/ranking-rule.js';
import type { Signal } from '../../domain/statistics/signals.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import * as queries from './board.queries.js';
import { listDivergences } from '../divergence/divergence.queries.js';
import { namesOf } from '../plan-reading/plan.queries.js';
import { SignalsService } from './signals.service.js';

const divergencesShown = 200;

/** The organizer's board of the review. Progress has no scores in it; means and questions are those of the last reading. */
@Injectable()
export class BoardReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly signals: SignalsService,
  ) {}

  /** What every view shows: stages, the whole in numbers, how many entries wait for an extra expert. */
  async frame(actor: Actor, cycleId: string) {
    const em = this.db.reader;
    const cycle = await getCycle(em, cycleId);
    mustReadJudging(actor, cycleId);
    const now = this.clock.now();
    const review = await findStage(em, cycleId, 'review');
    const closesAt = review?.closesAt ?? null;
    const [waiting] = await em.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM divergence d JOIN submission s ON s.id = d.submission_id
        WHERE s.cycle_id = $1 AND s.state = 'admitted' AND d.state = 'waiting' AND s.id NOT IN (SELECT entries_dropped_out($1, $2))`,
      [cycleId, now],
    );
    return {
      cycle,
      now,
      closesAt,
      stages: await listStages(em, cycleId),
      counts: await queries.countBoard(em, { cycleId, now, closesAt }),
      waiting: waiting!.n,
    };
  }

  experts(filter: queries.BoardFilter): Promise<queries.BoardExpert[]> {
    return queries.listBoardExperts(this.db.reader, filter);
  }

  entries(filter: Parameters<typeof queries.listBoardEntries>[1]): Promise<queries.BoardEntry[]> {
    return queries.listBoardEntries(this.db.reader, filter);
  }

  /** Entries whose experts differ, and by which rule. */
  async divergences(actor: Actor, cycleId: string) {
    const em = this.db.reader;
    const edition = await getEdition(em, cycleId);
    return {
      rows: await listDivergences(em, {
        cycleId,
        userId: actor.userId,
        limit: divergencesShown,
        now: this.clock.now(),
      }),
      rule: ruleFrom(edition.rankingRule).divergence,
      extraExpert: judgingRulesFrom(edition.judgingRules).extraExpert,
    };
  }

  /** The last reading of the sheets with the names of those whom it is about. */
  async scores(actor: Actor, cycleId: string) {
    const { task, reading: whole } = await this.signals.latest(cycleId);
    const reading = whole && {
      ...whole,
      signals: metIn(whole.signals, await listHiddenFrom(this.db.reader, actor.userId)),
    };
    const entries = (reading?.signals ?? []).flatMap((signal) =>
      signal.kind === 'same-text' ? signal.sheets.map(({ entryId }) => entryId) : [],
    );
    const names = await namesOf(this.db.reader, { entries, experts: Object.keys(reading?.experts ?? {}) });
    return { task, reading, names };
  }
}

/** Questions about sheets without those that name an entry which the reader must not meet. */
function metIn(signals: readonly Signal[], hidden: ReadonlySet<string>): Signal[] {
  return signals.filter(
    (signal) => signal.kind !== 'same-text' || !signal.sheets.some(({ entryId }) => hidden.has(entryId)),
  );
}
