import fs from 'node:fs';
import { readable } from '../../../scripts/figures.mjs';

const budget = JSON.parse(fs.readFileSync(new URL('../../budget.json', import.meta.url), 'utf8'));
const head = ['figure', 'unit'];

/**
 * The medians at all sizes beside the aims of budget.json. With `check` it names what misses its aim, and by how much; a
 * row that was not measured misses it too.
 */
export function budgetReport(figures, { check }) {
  const sizes = [...new Set(figures.map(({ bench }) => sizeOf(bench)))].filter(Number.isInteger).sort((a, b) => a - b);
  const rows = budget.aims.map((aim) => judge(aim, sizes, figures));
  const columns = [...head, ...sizes.map((size) => size.toLocaleString('en')), 'ratio', 'aim', 'ratio aim'];
  const lines = tableOf(columns, rows);
  if (!check) return { lines, ok: true };
  const misses = rows.flatMap((row) => row.misses);
  const verdict = misses.length > 0 ? misses.map((miss) => `missed: ${miss}`) : ['All aims are met.'];
  return { lines: [...lines, '', ...verdict], ok: misses.length === 0 };
}

const sizeOf = (bench) => Number(/^growth (\d+)$/.exec(bench)?.[1] ?? Number.NaN);

function judge(aim, sizes, figures) {
  const name = `${aim.figure}, ${aim.unit}`;
  const measured = sizes.map((size) =>
    figures.find(({ bench, figure, unit }) => sizeOf(bench) === size && figure === aim.figure && unit === aim.unit),
  );
  const misses = sizes.flatMap((size, index) => missAt(aim, size, measured[index]?.median, name));
  const ratio = sizes.length > 1 ? measured.at(-1)?.median / measured[0]?.median : Number.NaN;
  const wanted = 'ratio' in aim ? aim.ratio : budget.ratio;
  if (wanted !== null && ratio > wanted)
    misses.push(`${name}: ${readable(ratio)} times as much at ${sizes.at(-1)} as at ${sizes[0]}, aim ${wanted}`);
  const cells = measured.map((figure) => (figure ? readable(figure.median) : 'not there'));
  const ratios = [Number.isFinite(ratio) ? readable(ratio) : '', wanted === null ? '' : `≤ ${wanted}`];
  return { cells: [aim.figure, aim.unit, ...cells, ratios[0], aimWords(aim), ratios[1]], misses };
}

function missAt(aim, size, median, name) {
  if (median === undefined) return [`${name} at ${size}: it was not measured`];
  const below = aim.belowAt?.[size] ?? aim.below;
  if (below !== undefined && median >= below)
    return [`${name} at ${size}: ${readable(median)}, aim < ${below}: ${readable(median / below)} times as much`];
  if (aim.above !== undefined && median <= aim.above)
    return [
      `${name} at ${size}: ${readable(median)}, aim > ${aim.above}: ${readable(aim.above / median)} times too few`,
    ];
  return [];
}

function aimWords({ below, belowAt, above }) {
  const atSizes = Object.entries(belowAt ?? {}).map(([size, value]) => `< ${value} at ${size}`);
  return [
    ...(below === undefined ? [] : [`< ${below}`]),
    ...atSizes,
    ...(above === undefined ? [] : [`> ${above}`]),
  ].join(', ');
}

function tableOf(columns, rows) {
  const lines = [columns, ...rows.map(({ cells }) => cells)];
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const padded = (cell, column) => (column < head.length ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return lines.map((cells) => cells.map(padded).join('  '));
}
