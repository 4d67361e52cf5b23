// The numbers of a measurement: collected over repeated runs, summed up, written for people.
import os from 'node:os';

export class Figures {
  #series = new Map();

  note({ bench, figure, unit }, value) {
    if (!Number.isFinite(value)) throw new Error(`${bench}: ${figure} is not a number: ${value}`);
    const key = JSON.stringify([bench, figure, unit]);
    const series = this.#series.get(key) ?? { bench, figure, unit, values: [] };
    series.values.push(value);
    this.#series.set(key, series);
  }

  all() {
    return [...this.#series.values()].map(({ values, ...name }) => ({ ...name, ...summary(values) }));
  }
}

export function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { n: sorted.length, min: sorted[0], median, max: sorted.at(-1) };
}

export function machine() {
  return {
    machine: os.cpus()[0]?.model ?? os.arch(),
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    platform: `${os.platform()} ${os.release()}`,
  };
}

export function table(figures, { machine: model, cores, memoryGiB, node }) {
  const head = ['bench', 'figure', 'unit', 'n', 'min', 'median', 'max'];
  const rows = figures.map((figure) => head.map((column) => readable(figure[column])));
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column].length)));
  const line = (cells) =>
    cells.map((cell, column) => (column < 3 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ');
  return [line(head), ...rows.map(line), '', `${model}, ${cores} cores, ${memoryGiB} GiB, Node ${node}`];
}

/** Four digits are more than a measurement here is worth; whole numbers stay whole. */
export function readable(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}
