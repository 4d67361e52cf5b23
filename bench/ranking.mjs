import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { rankEntries } from '../dist/domain/ranking/rank-entries.js';
import { plainRankingRule } from '../dist/domain/ranking/ranking-rule.js';
import { runFileCycle } from '../dist/results/file-cycle/run-file-cycle.js';

export const name = 'ranking';

const example = (file) => path.join(import.meta.dirname, '../examples/2019', file);

/** The exact ranking of 1,452 entries of 4 criteria and of 15,000 of 8, and the whole example cycle from files. */
export async function run({ figure }) {
  const input = contestOf({ entries: 1452, sheets: 3, criteria: 4 });
  const rankedAt = performance.now();
  rankEntries(input);
  figure('1,452 entries × 3 sheets × 4 criteria', 'ms', performance.now() - rankedAt);
  const large = contestOf({ entries: 15_000, sheets: 3, criteria: 8 });
  const largeAt = performance.now();
  rankEntries(large);
  figure('15,000 entries × 3 sheets × 8 criteria', 'ms', performance.now() - largeAt);
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'laureat-cycle-'));
  const startedAt = performance.now();
  await runFileCycle({
    entries: example('entries.csv'),
    scores: example('scores.csv'),
    rules: example('rules.json'),
    out,
    onProgress: () => undefined,
  });
  figure('whole cycle of 2019 from files', 'ms', performance.now() - startedAt);
  fs.rmSync(out, { recursive: true, force: true });
}

const weights = {
  4: ['0.4', '0.25', '0.2', '0.15'],
  8: ['0.2', '0.2', '0.15', '0.15', '0.1', '0.1', '0.05', '0.05'],
};

function contestOf({ entries, sheets, criteria }) {
  const ids = Array.from({ length: criteria }, (_, index) => `c${index}`);
  const entryOf = (index) => ({
    id: `e${index}`,
    regionCode: 'RU-BA',
    registerNumber: `А-2019-${String(index).padStart(4, '0')}`,
    submittedAt: new Date(Date.UTC(2019, 7, 1, 0, 0, index)).toISOString(),
  });
  const sheetOf = (entry, sheet) => ({
    entryId: `e${entry}`,
    expertId: `x${(entry * 7 + sheet * 31) % 300}`,
    scores: Object.fromEntries(ids.map((id, index) => [id, String((entry * 13 + sheet * 5 + index * 3) % 11)])),
  });
  return {
    criteria: ids.map((id, index) => ({ id, weight: weights[criteria][index], scaleMax: '10' })),
    entries: Array.from({ length: entries }, (_, index) => entryOf(index)),
    sheets: Array.from({ length: entries }, (_, entry) =>
      Array.from({ length: sheets }, (__, sheet) => sheetOf(entry, sheet)),
    ).flat(),
    rule: plainRankingRule,
    decimals: 2,
  };
}
