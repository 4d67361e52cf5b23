import { fitCrossed } from '../../../src/domain/statistics/reml.js';
import { sheetTable } from '../../../src/domain/statistics/sheet-table.js';
import { randomStream } from '../../../src/domain/statistics/random.js';
import { writeFileSync } from 'node:fs';
function sim(entries: number, experts: number, k: number, seed: number, pools = 1) {
  const r = randomStream(seed, 'sim');
  const u = Array.from({ length: entries }, () => 1.1 * r.normal()); const v = Array.from({ length: experts }, () => 0.7 * r.normal());
  const sheets = [];
  for (let i = 0; i < entries; i++) { const set = new Set<number>(); const pool = Math.floor(i * pools / entries); while (set.size < k) set.add(pools === 1 || r.uniform() < 0.02 ? r.below(experts) : Math.floor((pool + r.uniform()) * experts / pools)); for (const j of set) sheets.push({ entryId: `e${i}`, expertId: `x${j}`, total: Math.round(10*(6 + u[i]! + v[j]! + 0.9 * r.normal()))/10 }); }
  return sheets;
}
it('big', () => {
  for (const pools of [1, 20]) {
  const sheets = sim(15000, 2000, 3, 1, pools);
  writeFileSync(`/tmp/big${pools}.csv`, 'entry,expert,score\n' + sheets.map(s => `${s.entryId},${s.expertId},${s.total}`).join('\n'));
  const t = performance.now(); const table = sheetTable(sheets); const t2 = performance.now();
  const fit = fitCrossed(table)!; const t3 = performance.now();
  console.log(pools, t2 - t, t3 - t2, fit.variance, fit.mu);
  }
});
it('tree', () => {
  const s = [['a','1',5],['a','2',7],['b','2',8],['b','3',3],['c','3',6]].map(([entryId, expertId, total]) => ({ entryId: entryId as string, expertId: expertId as string, total: total as number }));
  console.log(fitCrossed(sheetTable(s)), fitCrossed(sheetTable(s.map(x => ({...x, total: 7.1})))), fitCrossed(sheetTable([...s, { entryId: 'c', expertId: '1', total: 9 }])));
});
