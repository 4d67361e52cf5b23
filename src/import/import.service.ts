import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Cycle } from '../cycles/cycle/cycle.entity.js';
import { listCriteria } from '../cycles/criteria/criteria.queries.js';
import { hasRole, mustHaveRole, type Actor, type Person } from '../domain/kernel/actor.js';
import { Refusal, type RowProblem } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { record, type Deed } from '../platform/database/save.js';
import type { Watch } from '../platform/jobs/tasks.js';
import { type Doubt, doubtsOf } from './doubts.js';
import { entryTargets, scoreTargets, wordsOf, type Target } from './entry-columns.js';
import { freshKey, planEntries } from './entry-table.js';
import type { ImportBatch } from './import-batch.entity.js';
import { findWritten, keepBatch } from './import-batches.queries.js';
import { enteredEntries, entryFacts, entryForms, scoreFacts } from './import.queries.js';
import { suggestedLayout, rowsBelow, tableOf, type Layout } from './layout.js';
import { planSheets } from './score-table.js';
import { readAnySheets, type Table } from '../platform/tables/any-table.js';
import type { Grids } from '../platform/tables/grid.js';
import { writeEntries, type Made } from './write-entries.js';
import { writeSheets } from './write-sheets.js';
import { getCycle } from '../cycles/cycle/cycle.queries.js';

export type ImportKind = 'entries' | 'scores';
/** What an import found, and what it will bring or has brought. */
export interface ImportReport {
  kind: ImportKind;
  name: string;
  rows: number;
  /** How many of each thing are new. */
  brings: Record<string, number>;
  problems: RowProblem[];
  total: number;
  doubts: Doubt[];
  /** The first entries as they were understood. */
  first: UnderstoodEntry[];
}

export interface UnderstoodEntry {
  row: number;
  nomination: string;
  region: string;
  organisation: string;
  isNew: boolean;
  title: string;
  submittedAt: string;
}

/** A file as it was sent, how it is read, and what came of that. */
export interface Looked {
  grids: Grids;
  layout: Layout;
  sha256: string;
  table: Table;
  report: ImportReport;
}

const firstShown = 5;
const doubtsShown = 100;
const problemsShown = 500;

/** For the operator's program, which is watched by the operator and stopped by Ctrl-C. */
const unwatched: Watch = { progress: async () => {} };

/** Entries and sheets from tables: looked through first, then all or nothing in one transaction. */
@Injectable()
export class ImportService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Looks the file through and writes nothing. Where nobody says how it is to be read, its headings do. */
  async look(actor: Actor, cycleId: string, kind: ImportKind, file: { name: string; bytes: Buffer }): Promise<Looked> {
    const cycle = await this.cycleFor(actor, cycleId);
    const targets = await this.targets(cycle, kind);
    const grids = await readAnySheets(file.bytes, file.name, wordsOf(targets));
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    const layout = suggestedLayout(grids, targets);
    return { grids, sha256, ...(await this.lookAt(actor, cycle, kind, { grids, layout })) };
  }

  /** The same file read in another way. */
  async lookAgain(
    actor: Actor,
    cycleId: string,
    kind: ImportKind,
    { grids, layout }: Pick<Looked, 'grids' | 'layout'>,
  ): Promise<Pick<Looked, 'layout' | 'table' | 'report'>> {
    return this.lookAt(actor, await this.cycleFor(actor, cycleId), kind, { grids, layout });
  }

  /** Writes the table, or refuses with `import-faulty` and every fault. */
  async run(
    actor: Person,
    cycleId: string,
    kind: ImportKind,
    { table, sha256 }: Pick<Looked, 'table' | 'sha256'>,
  ): Promise<ImportReport> {
    const written = await this.db.transaction((tx) =>
      this.write(tx, actor, { cycleId, kind, table, sha256 }, unwatched),
    );
    return written.report;
  }

  /** What the columns of a table may hold in this cycle. */
  async targets(cycle: Cycle, kind: ImportKind): Promise<Target[]> {
    if (kind === 'scores') return scoreTargets(await listCriteria(this.db.reader, cycle.id));
    return entryTargets((await entryForms(this.db.reader, cycle.id)).values());
  }

  /** The same file written before and not taken back. */
  writtenBefore(cycleId: string, sha256: string): Promise<ImportBatch | null> {
    return findWritten(this.db.reader, cycleId, sha256);
  }

  /** The cycle, for those who may bring entries into it; it does not exist for others. */
  async cycleFor(actor: Actor, cycleId: string): Promise<Cycle> {
    const cycle = await getCycle(this.db.reader, cycleId);
    if (!hasRole(actor, ['organizer', 'secretary', 'chair', 'auditor'], { cycleId }))
      throw new Refusal({ code: 'not-found' });
    mustHaveRole(actor, ['organizer', 'secretary'], { cycleId });
    return cycle;
  }

  private async lookAt(
    actor: Actor,
    cycle: Cycle,
    kind: ImportKind,
    { grids, layout }: Pick<Looked, 'grids' | 'layout'>,
  ): Promise<Pick<Looked, 'layout' | 'table' | 'report'>> {
    const table = tableOf(grids, layout, await this.targets(cycle, kind));
    const report = await this.reportOn(this.db.reader, actor, { cycle, kind, table });
    // What could not be read because of its heading is in the file all the same.
    return { layout, table, report: { ...report, rows: rowsBelow(grids, layout) } };
  }

  /** The same within a transaction, telling how far it is. */
  async write(
    tx: EntityManager,
    actor: Person,
    { cycleId, kind, table, sha256 }: { cycleId: string; kind: ImportKind; table: Table; sha256: string },
    watch: Watch,
  ): Promise<{ report: ImportReport; batchId: string }> {
    const cycle = await this.cycleFor(actor, cycleId);
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [cycleId]);
    const report = await this.reportOn(tx, actor, { cycle, kind, table });
    if (report.total > 0) throw new Refusal({ code: 'import-faulty', problems: report.problems, total: report.total });
    const deed = { actor, action: 'import', now: this.clock.now() };
    await watch.progress(0, table.rows.length);
    let made: Made[] = [];
    if (kind === 'entries')
      made = await writeEntries(tx, cycle, planEntries(table, await entryFacts(tx, cycle)).entries, { deed, watch });
    else await this.writeSheets(tx, cycle, table, { deed, watch });
    await watch.progress(table.rows.length, table.rows.length);
    const facts = { kind, name: table.name, rows: table.rows.length, sha256 };
    const batchId = await keepBatch(tx, { ...facts, cycleId, made }, deed);
    const after = { ...facts, ...report.brings };
    await record(tx, deed, { subjectType: 'cycle', subjectId: cycleId, before: null, after });
    return { report, batchId };
  }

  private async writeSheets(tx: EntityManager, cycle: Cycle, table: Table, way: { deed: Deed; watch: Watch }) {
    const facts = await scoreFacts(tx, cycle, way.deed.actor.userId);
    await writeSheets(tx, cycle, { sheets: planSheets(table, facts).sheets, facts }, way);
  }

  private async reportOn(
    em: EntityManager,
    { userId }: Actor,
    { cycle, kind, table }: { cycle: Cycle; kind: ImportKind; table: Table },
  ): Promise<ImportReport> {
    const found =
      kind === 'entries' ? await lookAtEntries(em, cycle, table) : await lookAtSheets(em, cycle, table, userId);
    const problems = [...table.problems, ...found.problems].sort((a, b) => a.row - b.row);
    return {
      kind,
      name: table.name,
      rows: table.rows.length,
      brings: found.brings,
      problems: problems.slice(0, problemsShown),
      total: problems.length,
      doubts: found.doubts,
      first: found.first,
    };
  }
}

async function lookAtEntries(em: EntityManager, cycle: Cycle, table: Table) {
  const facts = await entryFacts(em, cycle);
  const { entries, problems } = planEntries(table, facts);
  const fresh = new Set(entries.filter(({ organisationId }) => organisationId === null).map(freshKey));
  return {
    problems,
    brings: { entries: entries.length, organisations: fresh.size },
    doubts: doubtsOf(entries, facts.known.all, await enteredEntries(em, cycle.id)).slice(0, doubtsShown),
    first: entries.slice(0, firstShown).map((entry) => ({
      row: entry.row,
      nomination: `${entry.nomination.code} ${entry.nomination.title}`,
      region: entry.regionName,
      organisation: entry.organisation,
      isNew: entry.organisationId === null,
      title: entry.title,
      submittedAt: entry.submittedAt.toISOString(),
    })),
  };
}

async function lookAtSheets(em: EntityManager, cycle: Cycle, table: Table, importerId: string | null) {
  const facts = await scoreFacts(em, cycle, importerId);
  const { sheets, problems } = planSheets(table, facts);
  const fresh = new Set(sheets.map(({ expertKey }) => expertKey).filter((key) => !facts.experts.has(key)));
  return { problems, brings: { sheets: sheets.length, experts: fresh.size }, doubts: [], first: [] };
}
