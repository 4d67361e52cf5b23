// `npm run bench:stats [-- --juries N]`: how good the statistics are, on simulated juries whose truth is known: how often
// 95 % intervals hold it, and how the plain and the adjusted order go with it.
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled, inRoot, tell } from './project.mjs';

const DESIGNS = {
  'complete, 12 × 5': { entries: 12, experts: 5, sheets: 5 },
  'sparse, 60 × 20, 3 each': { entries: 60, experts: 20, sheets: 3 },
  'pools, 60 × 20 in 4': { entries: 60, experts: 20, sheets: 3, pools: 4 },
  'few sheets per expert, 60 × 60': { entries: 60, experts: 60, sheets: 3 },
  'two sheets, 40 × 8': { entries: 40, experts: 8, sheets: 2 },
};
const SPREADS = {
  even: { entrySd: 1, expertSd: 0.7, residualSd: 0.8 },
  'experts differ much': { entrySd: 0.7, expertSd: 1.2, residualSd: 0.8 },
  'experts alike': { entrySd: 1, expertSd: 0, residualSd: 1 },
};

await ensureInstalled();
await ensureBuilt();
const load = (file) => import(inRoot(`dist/domain/statistics/${file}.js`));
const { simulateJury } = await load('simulated-jury');
const { adjustScores } = await load('adjust');
const { rankStability } = await load('rank-stability');
const { agreementFigures } = await load('agreement-intervals');
const { values } = parseArgs({ options: { juries: { type: 'string', default: '200' }, json: { type: 'boolean' } } });
const juries = Number(values.juries);

const rows = Object.entries(SPREADS).flatMap(([spread, sds]) =>
  Object.entries(DESIGNS).map(([design, plan]) => {
    tell(`${design}, ${spread}`);
    return { design, spread, ...measure({ ...plan, ...sds }) };
  }),
);
if (values.json) for (const row of rows) console.log(JSON.stringify(row));
else printTable(rows);

function measure(plan) {
  const sums = {
    juries: 0,
    held: 0,
    entries: 0,
    width: 0,
    score: 0,
    icc: 0,
    iccs: 0,
    apart: 0,
    apartWrong: 0,
    raw: 0,
    adjusted: 0,
    fixed: 0,
  };
  for (let seed = 1; seed <= juries; seed += 1) note(sums, plan, simulateJury({ ...plan, seed }), seed);
  return {
    places: sums.held / sums.entries,
    width: sums.width / sums.entries,
    scores: sums.score / sums.entries,
    icc: sums.icc / sums.iccs,
    apartWrong: sums.apart ? sums.apartWrong / sums.apart : 0,
    raw: sums.raw / sums.juries,
    adjusted: sums.adjusted / sums.juries,
    fixed: sums.fixed / sums.juries,
  };
}

function note(sums, plan, { sheets, quality }, seed) {
  const stable = rankStability({ sheets, winners: 3, seed, draws: 400 });
  if (!stable.identified) return;
  sums.juries += 1;
  const truth = [...quality.values()].toSorted((a, b) => b - a);
  for (const { entryId, from, to } of stable.entries) {
    const place = truth.indexOf(quality.get(entryId)) + 1;
    sums.entries += 1;
    sums.width += to - from + 1;
    if (from <= place && place <= to) sums.held += 1;
  }
  const apart = stable.neighbours.filter(({ isSeparable }) => isSeparable);
  sums.apart += apart.length;
  sums.apartWrong += apart.filter(({ above, below }) => quality.get(above) < quality.get(below)).length;
  noteScores(sums, sheets, quality);
  const variance = (sd) => sd ** 2;
  const [entry, expert, residual] = [plan.entrySd, plan.expertSd, plan.residualSd].map(variance);
  const icc = agreementFigures({ sheets, seed }).icc21;
  if (!icc) return;
  sums.iccs += 1;
  const true21 = entry / (entry + expert + residual);
  if (icc.from <= true21 && true21 <= icc.to) sums.icc += 1;
}

function noteScores(sums, sheets, quality) {
  const random = adjustScores({ sheets });
  const fixed = adjustScores({ sheets, experts: 'fixed' });
  const truth = random.entries.map(({ entryId }) => quality.get(entryId));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [level, trueLevel] = [mean(random.entries.map(({ adjusted }) => adjusted)), mean(truth)];
  random.entries.forEach(({ adjusted, se }, at) => {
    if (Math.abs(adjusted - level - (truth[at] - trueLevel)) <= 1.96 * se) sums.score += 1;
  });
  sums.raw += rankCorrelation(
    random.entries.map(({ raw }) => raw),
    truth,
  );
  sums.adjusted += rankCorrelation(
    random.entries.map(({ adjusted }) => adjusted),
    truth,
  );
  sums.fixed += rankCorrelation(
    fixed.entries.map(({ adjusted }) => adjusted),
    truth,
  );
}

function rankCorrelation(a, b) {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (x.length + 1) / 2;
  const product = (p, q) => p.reduce((sum, value, at) => sum + (value - middle) * (q[at] - middle), 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y)) || 0;
}

/** Equals share the middle rank. */
function ranks(values) {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

function printTable(rows) {
  const columns = ['design', 'spread', 'places', 'width', 'scores', 'icc', 'apartWrong', 'raw', 'adjusted', 'fixed'];
  const cell = (value) => (typeof value === 'number' ? value.toFixed(3) : value);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  for (const line of lines) console.log(line.map((text, at) => text.padEnd(widths[at])).join('  '));
  console.log(`
${juries} juries a row. Shares of true values within 95 % intervals: places, scores (± 1.96 se, both about the
mean of all entries), icc (ICC(2,1)).
width: places an interval spans. apartWrong: of the neighbours said to differ, those that stand the wrong way round.
raw, adjusted, fixed: mean rank correlation with the truth of plain means, of random and of fixed experts' adjustment.`);
}
