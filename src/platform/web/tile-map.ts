import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.js';

/** Place of a region's tile and its three letters, by region code. */
export type TileGrid = Record<string, { x: number; y: number; label: string }>;

/** The grid of data/tile-grid.json. */
export function readTileGrid(): TileGrid {
  return JSON.parse(readFileSync(join(projectRoot, 'data', 'tile-grid.json'), 'utf8')) as TileGrid;
}

export interface TileMapInput {
  grid: TileGrid;
  counts: Readonly<Record<string, number>>;
  /** Full names; only regions named here are drawn, so a map of 2019 has the 85 regions of its date. */
  labels: Readonly<Record<string, string>>;
  /** The whole map in a sentence, its name for screen readers. */
  title: string;
  /** Three lower bounds of the steps 2, 3 and 4; step 1 begins at one. */
  thresholds: readonly [number, number, number];
  /** A count in words: «6 практик», «пока нет практик». */
  words: (count: number) => string;
  /** The reader's region, framed in copper. */
  current?: string | null;
  /** Address of a region's list; regions with nothing are no links. */
  href?: (code: string) => string;
}

export interface TileMap {
  title: string;
  width: number;
  height: number;
  linked: boolean;
  tiles: Tile[];
  legend: { step: number; words: string }[];
}

interface Tile {
  step: number;
  left: string;
  top: string;
  label: string;
  words: string;
  current: boolean;
  href: string | null;
}

const STEP = 34;

/** A map of the regions as equal squares in five steps of colour: 0 for none, then 1 + the number of bounds reached. */
export function tileMap(input: TileMapInput): TileMap {
  const shown = Object.entries(input.grid).filter(([code]) => input.labels[code] !== undefined);
  const tiles = shown.map(([code, { x, y, label }]): Tile => {
    const count = input.counts[code] ?? 0;
    return {
      step: heat(count, input.thresholds),
      left: (x * STEP + 1.5).toFixed(1),
      top: (y * STEP + 1.5).toFixed(1),
      label,
      words: `${input.labels[code]}: ${input.words(count)}`,
      current: code === input.current,
      href: input.href && count > 0 ? input.href(code) : null,
    };
  });
  const furthest = (axis: 'x' | 'y') => Math.max(0, ...shown.map(([, tile]) => tile[axis]));
  return {
    title: input.title,
    width: (furthest('x') + 1) * STEP,
    height: (furthest('y') + 1) * STEP,
    linked: tiles.some((tile) => tile.href !== null),
    tiles,
    legend: legend(input),
  };
}

/** Step of the five-step scale. */
export function heat(count: number, thresholds: readonly number[]): number {
  return count > 0 ? 1 + thresholds.filter((bound) => count >= bound).length : 0;
}

function legend({ thresholds, words }: TileMapInput): TileMap['legend'] {
  const bounds = [1, ...thresholds];
  const steps = bounds.map((from, index) => {
    const next = bounds[index + 1];
    const range = next === undefined ? `${from}+` : next - from === 1 ? String(from) : `${from}–${next - 1}`;
    return { step: index + 1, words: range };
  });
  return [{ step: 0, words: words(0) }, ...steps];
}
