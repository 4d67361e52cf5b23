import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { systemActor } from '../../domain/kernel/actor.js';
import { regionRowFrom, type RegionRecord } from '../../domain/cycles/region-record.js';
import { record } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { projectRoot } from '../../platform/web/project-root.js';
import { CalendarYear } from './calendar-year.entity.js';
import { NationalProject } from './national-project.entity.js';
import { Region } from './region.entity.js';

export interface ReferenceCount {
  /** Rows that the files hold. */
  listed: number;
  /** Rows written because they were missing or different. */
  written: number;
  /** Rows left as an administrator edited them. */
  kept: number;
}
export type ReferenceReport = Record<'regions' | 'nationalProjects' | 'calendarYears', ReferenceCount>;

interface ProjectRecord {
  id: string;
  name_ru: string;
  period: string;
  kind?: string;
  since?: string;
  name_history?: { name_ru: string; until: string }[];
}

interface CalendarRecord {
  holidays: string[];
  workingWeekends: string[];
  source: string;
  status: string;
}

/** Brings regions, national projects and the production calendar to what the files say; may run any number of times. */
export async function loadReference(tx: EntityManager, now: Date): Promise<ReferenceReport> {
  const report = {
    regions: await bring(tx, Region, 'code', readData<RegionRecord[]>('regions.json').map(regionRowFrom)),
    nationalProjects: await bring(
      tx,
      NationalProject,
      'id',
      readData<ProjectRecord[]>('national-projects.json').map(projectOf),
    ),
    calendarYears: await bring(
      tx,
      CalendarYear,
      'year',
      Object.entries(readData<Record<string, CalendarRecord>>('production-calendar.json')).map(calendarYearOf),
    ),
  };
  if (Object.values(report).some(({ written }) => written > 0))
    await record(
      tx,
      { actor: systemActor, action: 'load-reference', now },
      { subjectType: 'reference', subjectId: newId(), before: null, after: { ...report } },
    );
  return report;
}

/** Rows that an administrator edited carry the instant of the edit and stay as they are. */
async function bring<Row extends ObjectLiteral>(
  tx: EntityManager,
  entity: EntityTarget<Row>,
  key: keyof Row & string,
  listed: readonly object[],
): Promise<ReferenceCount> {
  const present = new Map((await tx.find(entity)).map((row) => [row[key] as unknown, row]));
  let written = 0;
  let kept = 0;
  for (const row of listed as Partial<Row>[]) {
    const known = present.get(row[key]);
    if (known?.['editedAt']) kept += 1;
    else if (!known || differs(known, row)) {
      await tx.upsert(entity, row, [key]);
      written += 1;
    }
  }
  return { listed: listed.length, written, kept };
}

function differs(known: ObjectLiteral, listed: ObjectLiteral): boolean {
  return Object.entries(listed).some(([name, value]) => canonicalText(known[name]) !== canonicalText(value));
}

/** jsonb orders keys in its own way. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function projectOf(project: ProjectRecord): Partial<NationalProject> {
  return {
    id: project.id,
    nameRu: project.name_ru,
    period: project.period,
    kind: project.kind ?? null,
    since: project.since === undefined ? null : Number(project.since),
    nameHistory: (project.name_history ?? []).map(({ name_ru, until }) => ({ value: name_ru, until })),
  };
}

function calendarYearOf([year, { holidays, workingWeekends, source, status }]: [
  string,
  CalendarRecord,
]): Partial<CalendarYear> {
  return { year: Number(year), holidays, workingWeekends, source, status };
}

export function readData<Content>(name: string): Content {
  return JSON.parse(readFileSync(join(projectRoot, 'data', name), 'utf8')) as Content;
}
