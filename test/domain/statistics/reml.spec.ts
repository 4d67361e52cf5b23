import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitCrossed } from '../../../src/domain/statistics/reml.js';
import { sheetTable } from '../../../src/domain/statistics/sheet-table.js';

const folder = join(process.cwd(), 'test', 'fixtures', 'statistics');

it.each(['shrout-fleiss', 'balanced', 'unbalanced', 'sparse', 'more-experts', 'level-experts', 'level-entries', 'noise', 'large'])('%s', (name) => {
  const sheets = readFileSync(join(folder, `${name}.csv`), 'utf8').trim().split('\n').slice(1).map((l) => { const [entryId, expertId, total] = l.split(','); return { entryId: entryId!, expertId: expertId!, total: Number(total) }; });
  const r = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const t = performance.now();
  const fit = fitCrossed(sheetTable(sheets))!;
  const ms = performance.now() - t;
  const d = (a: number, b: number) => (a - b);
  console.log(name, ms.toFixed(0), fit.variance, d(fit.mu, r.mu), d(fit.deviance!, r.deviance), d(fit.variance.entry, r.variance.entry), d(fit.variance.expert, r.variance.expert), d(fit.variance.residual, r.variance.residual),
    Math.max(...fit.entries.map((e, i) => Math.abs(e.effect - r.entries[i].effect))), Math.max(...fit.entries.map((e, i) => Math.abs(e.se - r.entries[i].se))), Math.max(...fit.experts.map((e, i) => Math.abs(e.effect - r.experts[i].effect))), Math.max(...fit.experts.map((e, i) => Math.abs(e.se - r.experts[i].se))));
});
