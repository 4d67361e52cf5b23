import { Injectable } from '@nestjs/common';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { RankingInput, RankingRow } from '../../domain/ranking/rank-entries.js';
import type { Selection, SelectedRow } from '../../domain/selection/selection.js';
import { storedRowsOf } from '../../domain/results/rankings/stored-rows.js';
import { keptIds } from '../../judging/assignment/regional-gate.queries.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { Recent } from '../../platform/recent.js';
import { Freshness } from '../rankings/freshness.service.js';
import type { InputsSeen } from '../rankings/inputs-seen.js';
import { getRanking, type RankingHead } from '../rankings/rankings.queries.js';
import { proposalOf, type Proposal } from '../scenarios/proposal.queries.js';
import { findFixedId } from '../scenarios/scenarios.queries.js';
import { countAwaited } from './ranking-table.queries.js';

/** A row as far as the page must know it where it does not show it. */
export interface FramedRow extends Pick<RankingRow, 'entryId' | 'registerNumber' | 'place' | 'total'> {
  position: number;
  selected: SelectedRow | null;
}

/** What a page says of a ranking as a whole: whether it holds, how it was counted, whom the rules propose. */
export interface RankingFrame {
  fresh: boolean;
  input: Pick<RankingInput, 'criteria' | 'rule'> & { isBalloted: boolean };
  ranked: readonly FramedRow[];
  unranked: readonly Pick<FramedRow, 'entryId' | 'registerNumber' | 'position'>[];
  proposal: Pick<Proposal, 'rule' | 'scenario'> & Pick<Selection, 'void'>;
  /** Sheets that are awaited in the nomination. */
  awaited: number;
  /** Admitted entries that the regions did not send on. */
  kept: number;
}

/** So many nominations are looked at a time, in this process; a frame of a thousand entries has half a megabyte. */
const mostKept = 16;

/** Frames of rankings, kept as long as the versions of all that they rest on are seen. */
@Injectable()
export class RankingFrames {
  private readonly frames = new Recent<RankingFrame>(mostKept);

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
  ) {}

  async of(nomination: Nomination, head: RankingHead, inputs: InputsSeen): Promise<RankingFrame> {
    const fixed = await findFixedId(this.db.reader, nomination.cycleId);
    const key = [head.id, inputs.seen.get(nomination.id), fixed].join(' ');
    return this.frames.get(key, () => this.make(nomination, head, inputs));
  }

  private async make(nomination: Nomination, head: RankingHead, inputs: InputsSeen): Promise<RankingFrame> {
    const em = this.db.reader;
    const ranking = await getRanking(em, head.id);
    const { rule, scenario, selection } = await proposalOf(em, ranking);
    const selected = new Map(selection.rows.map((row) => [row.entryId, row]));
    const positions = new Map(ranking.rows.map(({ entryId }, index) => [entryId, index + 1]));
    const { ranked, unranked } = storedRowsOf(ranking);
    return {
      fresh: await this.freshness.isFresh(nomination, head, inputs),
      input: {
        criteria: ranking.inputs.criteria,
        rule: ranking.inputs.rule,
        isBalloted: (ranking.inputs.ballots?.length ?? 0) > 0,
      },
      ranked: ranked.map(({ entryId, registerNumber, place, total }) => ({
        entryId,
        registerNumber,
        place,
        total,
        position: positions.get(entryId)!,
        selected: selected.get(entryId) ?? null,
      })),
      unranked: unranked.map(({ entryId, registerNumber }) => ({
        entryId,
        registerNumber,
        position: positions.get(entryId)!,
      })),
      proposal: { rule, scenario, void: selection.void },
      awaited: await countAwaited(em, nomination, this.clock.now()),
      kept: (await keptIds(em, nomination.cycleId, nomination.id)).size,
    };
  }
}
