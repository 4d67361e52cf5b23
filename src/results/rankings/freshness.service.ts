import { Injectable } from '@nestjs/common';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { onlyLaureatesGoOn } from '../../domain/judging/regional-gate.js';
import { countSubmitted } from '../../judging/sheets/sheets.queries.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { sha256 } from '../../platform/ids.js';
import { Recent } from '../../platform/recent.js';
import type { InputsSeen } from './inputs-seen.js';
import { rankingInput } from './ranking-input.queries.js';
import type { RankingHead } from './rankings.queries.js';

const mostKept = 256;

/** Whether stored rankings still hold, for pages. What is signed hashes the inputs itself, always. */
@Injectable()
export class Freshness {
  private readonly answers = new Recent<boolean>(mostKept);

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether the inputs of a nomination are those of its ranking. Where the versions that it was computed from are seen
   * again, they are. Otherwise they are hashed, once for these versions, unless the number of sheets tells it already: what
   * has changed need not be what is counted, and may have changed back.
   */
  async isFresh(nomination: Nomination, ranking: RankingHead, { setup, seen }: InputsSeen): Promise<boolean> {
    const now = seen.get(nomination.id)!;
    if (ranking.seen === now) return true;
    return this.answers.get(`${ranking.id} ${now}`, async () => {
      const em = this.db.reader;
      // Where regions keep entries, their sheets are not counted.
      const countsAll = !onlyLaureatesGoOn(setup.rules?.decisionRules);
      if (countsAll && (await countSubmitted(em, nomination.id)) !== ranking.sheets) return false;
      return sha256(canonicalJson(await rankingInput(em, nomination, this.clock.now()))) === ranking.inputsHash;
    });
  }
}
