import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScoredSheet } from '../../../src/domain/statistics/sheet-table.js';

const folder = join(process.cwd(), 'test', 'fixtures', 'statistics');

export interface FixtureEffect {
  id: string;
  effect: number;
  se: number;
}

/** What R's lme4 says of a table; `make-fixtures.R` beside it says how it was asked. */
export interface FixtureFit {
  source: string;
  n: number;
  mu: number;
  deviance: number;
  variance: { entry: number; expert: number; residual: number };
  entries: FixtureEffect[];
  experts: FixtureEffect[];
}

export function fixturePath(name: string): string {
  return join(folder, name);
}

export function fixtureJson<Content>(name: string): Content {
  return JSON.parse(readFileSync(fixturePath(`${name}.json`), 'utf8')) as Content;
}

export function fixtureSheets(name: string): ScoredSheet[] {
  const [, ...lines] = readFileSync(fixturePath(`${name}.csv`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const [entryId, expertId, score] = line.split(',');
    return { entryId: entryId!, expertId: expertId!, total: Number(score) };
  });
}

/** Sheets of a table whose rows are entries and columns experts; null where there is none. */
export function sheetsOfRows(rows: readonly (readonly (number | null)[])[]): ScoredSheet[] {
  return rows.flatMap((row, entry) =>
    row.flatMap((total, expert) => (total === null ? [] : [{ entryId: `e${entry}`, expertId: `x${expert}`, total }])),
  );
}
