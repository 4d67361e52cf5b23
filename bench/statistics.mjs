import { adjustScores } from '../dist/domain/statistics/expert-strictness.js';
import { rankStability } from '../dist/domain/statistics/rank-stability.js';
import { signalsOf } from '../dist/domain/statistics/signals.js';
import { simulateJury } from '../dist/domain/statistics/simulated-jury.js';

export const name = 'statistics';

const spreads = { entrySd: 1.1, expertSd: 0.7, residualSd: 0.9, seed: 2019 };

/** Adjusting ten times the jury of 2019, and a thousand resamplings of one great nomination; all on one core. */
export function run({ figure }) {
  const all = simulateJury({ entries: 15_000, experts: 2000, sheets: 3, ...spreads }).sheets;
  measure(figure, 'adjusting 15,000 entries × 3 sheets, 2,000 experts', () => adjustScores({ sheets: all }));
  const base = simulateJury({ entries: 1452, experts: 300, sheets: 3, ...spreads }).sheets;
  measure(figure, 'adjusting 1,452 entries × 3 sheets, 300 experts', () => adjustScores({ sheets: base }));
  const nomination = simulateJury({ entries: 2000, experts: 300, sheets: 3, ...spreads }).sheets;
  measure(figure, '1,000 resamplings of 2,000 entries × 3 sheets, 300 experts', () =>
    rankStability({ sheets: nomination, winners: 10, seed: 7 }),
  );
  const unknown = { remark: null, order: null, entryDistrict: null, expertDistrict: null };
  measure(figure, 'signals in 6,000 sheets', () => signalsOf(nomination.map((sheet) => ({ ...sheet, ...unknown }))));
}

function measure(figure, title, work) {
  const startedAt = performance.now();
  const result = work();
  if (result.identified === false) throw new Error(`${title}: ${result.reason}`);
  figure(title, 'ms', performance.now() - startedAt);
}
