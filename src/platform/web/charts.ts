import { formatDay, formatClock, type TimeFormat } from './format.js';

const BAR = 320;
const GAP = 2;

export interface BarRow {
  label: string;
  value: number;
  /** A second, paler bar after the first: drafts beside submitted. */
  second?: number;
  href?: string;
}

export interface BarChart {
  rows: (BarRow & { width: number; secondX: number; secondWidth: number })[];
}

/** Rows of bars on one scale: the longest row takes the whole width. */
export function barChart(rows: BarRow[]): BarChart {
  const longest = Math.max(1, ...rows.map((row) => row.value + (row.second ?? 0)));
  const scale = (value: number) => Math.round((value / longest) * (BAR - GAP));
  return {
    rows: rows.map((row) => {
      const width = scale(row.value);
      return { ...row, width, secondX: width + (width > 0 ? GAP : 0), secondWidth: scale(row.second ?? 0) };
    }),
  };
}

export interface HourChart {
  title: string;
  width: number;
  bars: { x: number; y: string; height: string; now: boolean; words: string }[];
  axis: string[];
}

export interface HourChartInput {
  /** Counts hour by hour without gaps; the last one is running. */
  hours: { from: Date; count: number }[];
  format: TimeFormat;
  /** The chart in a sentence, its name for screen readers. */
  title: string;
  /** An hour in words: «18:00: 53 заявки». */
  words: (clock: string, count: number) => string;
  /** The word under the running hour: «сейчас». */
  nowWord: string;
}

const TALL = 165;
const BOTTOM = 170;

/** Counts by the hour; the running hour is copper, the highest one almost fills the height. */
export function hourChart({ hours, format, title, words, nowWord }: HourChartInput): HourChart {
  const highest = Math.max(1, ...hours.map(({ count }) => count));
  const bars = hours.map(({ from, count }, index) => {
    const height = (count / highest) * TALL;
    return {
      x: index * 10 + 1,
      y: (BOTTOM - height).toFixed(1),
      height: height.toFixed(1),
      now: index === hours.length - 1,
      words: words(formatClock(from, format.timeZone), count),
    };
  });
  const label = (index: number) => {
    const from = hours[index]?.from;
    return from ? `${formatDay(from, { ...format, year: 'never' })}, ${formatClock(from, format.timeZone)}` : '';
  };
  return { title, width: hours.length * 10, bars, axis: [label(0), label(Math.floor(hours.length / 2)), nowWord] };
}

const PLOT = { left: 20, right: 220 };

export interface IntervalPlot {
  axis: { ticks: { x: string; label: string }[]; cut: string | null };
  /** Coordinates of one entry: 95 % interval, adjusted score, raw score. Scores come as exact decimals in text. */
  row: (scores: { low: string; high: string; point: string; raw?: string | null }) => IntervalRow;
}

export interface IntervalRow {
  ticks: { x: string; label: string }[];
  cut: string | null;
  low: string;
  high: string;
  point: string;
  raw: string | null;
}

/** One axis for all rows of a ranking. `cut` is the score of the quota line. Only the drawing is rounded, never a score. */
export function intervalPlot(range: { from: string; to: string; ticks: string[]; cut?: string | null }): IntervalPlot {
  const from = Number(range.from);
  const width = Number(range.to) - from || 1;
  const x = (score: string) => {
    const place = PLOT.left + ((Number(score) - from) / width) * (PLOT.right - PLOT.left);
    return Math.min(236, Math.max(4, place)).toFixed(1);
  };
  const ticks = range.ticks.map((label) => ({ x: x(label), label }));
  const cut = range.cut ? x(range.cut) : null;
  return {
    axis: { ticks, cut },
    row: ({ low, high, point, raw }) => ({
      ticks,
      cut,
      low: x(low),
      high: x(high),
      point: x(point),
      raw: raw ? x(raw) : null,
    }),
  };
}
