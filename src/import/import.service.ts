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
import { entryColumns, organisationKey, planEntries } from './entry-table.js';
import { entryFacts, scoreFacts } from './import.queries.js';
import { planSheets, scoreColumns } from './score-table.js';
import { readAnyTable, type Table } from '../platform/tables/any-table.js';
import { writeEntries } from './write-entries.js';
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
}

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

  /** Looks the table through and writes nothing. */
  async look(actor: Actor, cycleId: string, kind: ImportKind, file: { name: string; bytes: Buffer }) {
    const cycle = await this.cycleFor(actor, cycleId);
    const table = await readAnyTable(file.bytes, file.name, kind === 'entries' ? entryColumns : scoreColumns);
    return { table, report: await this.reportOn(this.db.reader, actor, { cycle, kind, table }) };
  }

  /** Writes the table, or refuses with `import-faulty` and every fault. */
  async run(actor: Person, cycleId: string, kind: ImportKind, table: Table): Promise<ImportReport> {
    return this.db.transaction((tx) => this.write(tx, actor, { cycleId, kind, table }, unwatched));
  }

  /** The cycle, for those who may bring entries into it; it does not exist for others. */
  async cycleFor(actor: Actor, cycleId: string): Promise<Cycle> {
    const cycle = await getCycle(this.db.reader, cycleId);
    if (!hasRole(actor, ['organizer', 'secretary', 'chair', 'auditor'], { cycleId }))
      throw new Refusal({ code: 'not-found' });
    mustHaveRole(actor, ['organizer', 'secretary'], { cycleId });
    return cycle;
  }

  /** The criteria that a table of sheets has columns for. */
  async columns(actor: Actor, cycleId: string) {
    const cycle = await this.cycleFor(actor, cycleId);
    return { criteria: await listCriteria(this.db.reader, cycle.id) };
  }

  /** The same within a transaction, telling how far it is. */
  async write(
    tx: EntityManager,
    actor: Person,
    { cycleId, kind, table }: { cycleId: string; kind: ImportKind; table: Table },
    watch: Watch,
  ): Promise<ImportReport> {
    const cycle = await this.cycleFor(actor, cycleId);
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [cycleId]);
    const report = await this.reportOn(tx, actor, { cycle, kind, table });
    if (report.total > 0) throw new Refusal({ code: 'import-faulty', problems: report.problems, total: report.total });
    const deed = { actor, action: 'import', now: this.clock.now() };
    await watch.progress(0, table.rows.length);
    if (kind === 'entries')
      await writeEntries(tx, cycle, planEntries(table, await entryFacts(tx, cycle)).entries, { deed, watch });
    else await this.writeSheets(tx, cycle, table, { deed, watch });
    await watch.progress(table.rows.length, table.rows.length);
    const after = { kind, name: table.name, rows: table.rows.length, ...report.brings };
    await record(tx, deed, { subjectType: 'cycle', subjectId: cycleId, before: null, after });
    return report;
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
    };
  }
}

async function lookAtEntries(em: EntityManager, cycle: Cycle, table: Table) {
  const facts = await entryFacts(em, cycle);
  const { entries, problems } = planEntries(table, facts);
  const names = new Set(entries.map(({ organisation, regionCode }) => organisationKey(organisation, regionCode)));
  const fresh = [...names].filter((key) => !facts.known.has(key)).length;
  return { problems, brings: { entries: entries.length, organisations: fresh } };
}

async function lookAtSheets(em: EntityManager, cycle: Cycle, table: Table, importerId: string | null) {
  const facts = await scoreFacts(em, cycle, importerId);
  const { sheets, problems } = planSheets(table, facts);
  const fresh = new Set(sheets.map(({ expertKey }) => expertKey).filter((key) => !facts.experts.has(key)));
  return { problems, brings: { sheets: sheets.length, experts: fresh.size } };
}
