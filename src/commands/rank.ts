import { Cycle } from '../cycles/cycle/cycle.entity.js';
import { systemActor } from '../domain/kernel/actor.js';
import { Clock } from '../platform/clock.js';
import { RankingsService } from '../results/rankings/rankings.service.js';
import { storedRowsOf } from '../domain/results/rankings/stored-rows.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** `rank --cycle YEAR` ranks every nomination of the year from the submitted sheets. */
export const rankCommand: Command = {
  summary: 'rank every nomination of a year from the submitted sheets: rank --cycle YEAR',
  options: { cycle: { type: 'string' } },
  run: ({ values, print }) =>
    withDatabase(async (db) => {
      const year = Number(values['cycle']);
      const cycle = Number.isInteger(year) ? await db.reader.findOneBy(Cycle, { year }) : null;
      if (!cycle) throw new Error(`There is no cycle of ${String(values['cycle'] ?? 'that year')}: rank --cycle YEAR`);
      const rankings = await new RankingsService(db, new Clock()).rankAll(systemActor, cycle.id);
      const report = rankings.map((ranking) => ({
        nominationId: ranking.nominationId,
        inputsHash: ranking.inputsHash,
        sheets: ranking.sheets,
        ranked: storedRowsOf(ranking).ranked.length,
        unranked: storedRowsOf(ranking).unranked.length,
      }));
      const lines = report.map(
        ({ inputsHash, sheets, ranked, unranked }) =>
          `${ranked} ranked, ${unranked} without a place, ${sheets} sheets, inputs ${inputsHash.slice(0, 12)}`,
      );
      print(report, lines.join('\n') || 'nothing to rank');
      return 0;
    }),
};
