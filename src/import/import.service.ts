import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Cycle } from '../cycles/cycle.entity.js';
import { listCriteria } from '../cycles/cycles.queries.js';
import { hasRole, mustHaveRole, type Actor } from '../domain/actor.js';
import { Refusal, type RowProblem } from '../domain/refusal.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { record, type Deed } from '../platform/database/save.js';
import { isId, newId } from '../platform/ids.js';
import { Task } from '../platform/jobs/task.entity.js';
import { getCycleOf } from '../results/results.queries.js';
import { entryColumns, organisationKey, planEntries } from './entry-rows.js';
import { entryFacts, scoreFacts } from './import.queries.js';
import { planSheets, scoreColumns } from './score-rows.js';
import { readAnyTable, type Table } from './table.js';
import { writeEntries } from './write-entries.js';
import { writeSheets } from './write-sheets.js';

export type ImportKind = 'entries' | 'scores';
type Person = Actor & { userId: string };

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
    return { table, report: await this.reportOn(this.db.reader, cycle, kind, table) };
  }

  /** Writes the table, or refuses with `import-faulty` and every fault. */
  async run(actor: Person, cycleId: string, kind: ImportKind, table: Table): Promise<ImportReport> {
    return this.db.transaction((tx) => this.runIn(tx, actor, cycleId, kind, table));
  }

  /** Looks through and keeps the table for a person to confirm. */
  async propose(
    actor: Person,
    cycleId: string,
    kind: ImportKind,
    file: { name: string; bytes: Buffer },
  ): Promise<Task> {
    const { table, report } = await this.look(actor, cycleId, kind, file);
    return this.db.transaction(async (tx) => {
      const task = Object.assign(new Task(), {
        id: newId(),
        kind: `import.${kind}`,
        state: 'waiting',
        done: 0,
        total: table.rows.length,
        input: { cycleId, kind, table },
        result: report,
        startedById: actor.userId,
        createdAt: this.clock.now(),
        finishedAt: null,
        stopAskedAt: null,
      });
      await tx.insert(Task, task as never);
      return task;
    });
  }

  async proposal(actor: Actor, cycleId: string, taskId: string): Promise<{ task: Task; report: ImportReport }> {
    await this.cycleFor(actor, cycleId);
    const task = isId(taskId) ? await this.db.reader.findOneBy(Task, { id: taskId }) : null;
    if (!task || task.input['cycleId'] !== cycleId) throw new Refusal({ code: 'not-found' });
    return { task, report: task.result as unknown as ImportReport };
  }

  /** Writes what was proposed, once. */
  async confirm(actor: Person, cycleId: string, taskId: string): Promise<ImportReport> {
    await this.proposal(actor, cycleId, taskId);
    return this.db.transaction(async (tx) => {
      const task = await tx.findOne(Task, { where: { id: taskId }, lock: { mode: 'pessimistic_write' } });
      if (task?.state !== 'waiting')
        throw new Refusal({ code: 'action-not-allowed', action: 'import', state: task?.state ?? '' });
      const { kind, table } = task.input as unknown as { kind: ImportKind; table: Table };
      const report = await this.runIn(tx, actor, cycleId, kind, table);
      const done = { state: 'done' as const, done: task.total, finishedAt: this.clock.now() };
      await tx.update(Task, { id: taskId }, { ...done, result: report as never, input: { cycleId, kind } });
      return report;
    });
  }

  /** The cycle, for those who may bring entries into it; it does not exist for others. */
  async cycleFor(actor: Actor, cycleId: string): Promise<Cycle> {
    const cycle = await getCycleOf(this.db.reader, cycleId);
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

  private async runIn(
    tx: EntityManager,
    actor: Person,
    cycleId: string,
    kind: ImportKind,
    table: Table,
  ): Promise<ImportReport> {
    const cycle = await this.cycleFor(actor, cycleId);
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [cycleId]);
    const report = await this.reportOn(tx, cycle, kind, table);
    if (report.total > 0) throw new Refusal({ code: 'import-faulty', problems: report.problems, total: report.total });
    const deed = { actor, action: 'import', now: this.clock.now() };
    if (kind === 'entries')
      await writeEntries(tx, cycle, planEntries(table, await entryFacts(tx, cycle)).entries, deed);
    else await this.writeSheets(tx, cycle, table, deed);
    const after = { kind, name: table.name, rows: table.rows.length, ...report.brings };
    await record(tx, deed, { subjectType: 'cycle', subjectId: cycleId, before: null, after });
    return report;
  }

  private async writeSheets(tx: EntityManager, cycle: Cycle, table: Table, deed: Deed): Promise<void> {
    const facts = await scoreFacts(tx, cycle);
    await writeSheets(tx, cycle, { sheets: planSheets(table, facts).sheets, facts }, deed);
  }

  private async reportOn(em: EntityManager, cycle: Cycle, kind: ImportKind, table: Table): Promise<ImportReport> {
    const found = kind === 'entries' ? await lookAtEntries(em, cycle, table) : await lookAtSheets(em, cycle, table);
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

async function lookAtSheets(em: EntityManager, cycle: Cycle, table: Table) {
  const facts = await scoreFacts(em, cycle);
  const { sheets, problems } = planSheets(table, facts);
  const fresh = new Set(sheets.map(({ expertKey }) => expertKey).filter((key) => !facts.experts.has(key)));
  return { problems, brings: { sheets: sheets.length, experts: fresh.size } };
}
