import { Injectable } from '@nestjs/common';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { mustRunJudging } from '../judging.policy.js';
import { comparePlans } from '../../domain/assignment/plans/adjust-plan.js';
import type { AssignedPair } from '../../domain/assignment/problem/problem.js';
import { planFaults } from '../../domain/assignment/problem/optimality-proof.js';
import { pairsOfRows } from '../../domain/assignment/plans/plan-table.js';
import { poseProblem } from '../../domain/assignment/plans/pose-problem.js';
import { Refusal, type RowProblem } from '../../domain/kernel/refusal.js';
import { Database } from '../../platform/database/database.js';
import type { Task } from '../../platform/jobs/task.entity.js';
import { Tasks } from '../../platform/jobs/tasks.js';
import { readAnyTable } from '../../platform/tables/any-table.js';
import { recomputeConflicts } from '../conflicts/conflicts.service.js';
import { Clock } from '../../platform/clock.js';
import { type CycleFacts, loadPlanFacts } from '../plans/plan-facts.queries.js';
import { keyOf, pairsOf } from '../plans/plan-making.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { getPlan } from '../plan-reading/plan.queries.js';
import { PlanTasks } from '../plans/plan-tasks.service.js';

const columns = ['entry', 'expert'] as const;
const shownChanges = 100;

/** What the dry run of a table found; nothing is written by it. */
export interface TableReport {
  name: string;
  planId: string;
  rows: number;
  problems: RowProblem[];
  total: number;
  added: [number: string, expert: string][];
  removed: [number: string, expert: string][];
  counts: { added: number; removed: number; kept: number };
  difference: number;
  /** What would not be as ruled: entries with fewer sheets, experts with too many. They are allowed, and said. */
  warnings: { code: 'reviews' | 'load' | 'cap'; count: number }[];
}

/** A plan changed as a table: looked through first, then a further plan to be seen and published. */
@Injectable()
export class PlanTableService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly tasks: Tasks,
    private readonly plans: PlanTasks,
  ) {}

  /**
   * The dry run: faults by row, and the difference from the plan. Keeps the pairs for a person to confirm. Refuses with
   * `conflict-of-interest` one who must not meet an entry of the plan.
   */
  async look(actor: Person, cycleId: string, planId: string, file: { name: string; bytes: Buffer }): Promise<Task> {
    mustRunJudging(actor, cycleId);
    const table = await readAnyTable(file.bytes, file.name, columns);
    return this.db.transaction(async (tx) => {
      const plan = await getPlan(tx, cycleId, planId);
      // The table that such a person has lacks entries: taken at its word it would take their experts away.
      const hidden = await listHiddenFrom(tx, actor.userId);
      if (plan.pairs.some(([entryId]) => hidden.has(entryId)))
        throw new Refusal({ code: 'conflict-of-interest', source: 'declared' });
      await recomputeConflicts(tx, cycleId, { actor, action: 'compute-conflicts', now: this.clock.now() });
      const facts = await loadPlanFacts(tx, cycleId, this.clock.now());
      const wish = { seed: plan.seed, nominationIds: plan.nominationIds, baseId: plan.id };
      const rows = table.rows.map(({ cells }) => ({ entry: cells['entry'] ?? '', expert: cells['expert'] ?? '' }));
      const found = readRows(facts, { ...wish, rows });
      const numbered = found.problems.map((problem) =>
        problem.row > 1 ? { ...problem, row: table.rows[problem.row - 2]!.row } : problem,
      );
      const problems = [...table.problems, ...numbered];
      const changes = comparePlans(found.problem, pairsOf(plan.pairs), found.pairs);
      const named = (pairs: readonly AssignedPair[]) => pairs.slice(0, shownChanges).map(namer(facts));
      const report: TableReport = {
        name: table.name,
        planId,
        rows: table.rows.length,
        problems: problems.slice(0, 200),
        total: problems.length,
        added: named(changes.added),
        removed: named(changes.removed),
        counts: { added: changes.added.length, removed: changes.removed.length, kept: changes.kept.length },
        difference: changes.difference,
        warnings: found.warnings,
      };
      return this.tasks.keep(tx, 'judging.computePlan', {
        state: 'proposed',
        total: 1,
        startedById: actor.userId,
        input: { cycleId, wish: { ...wish, origin: 'table', pairs: found.pairs, note: table.name }, report },
        result: null,
      });
    });
  }

  async proposal(actor: Actor, cycleId: string, taskId: string): Promise<{ task: Task; report: TableReport }> {
    const task = await this.plans.find(actor, cycleId, taskId);
    if (!task?.input['report']) throw new Refusal({ code: 'not-found' });
    return { task, report: task.input['report'] as unknown as TableReport };
  }

  /** Has a plan made of the table. Refuses one with faults with `import-faulty`. */
  async confirm(actor: Person, cycleId: string, taskId: string): Promise<Task> {
    mustRunJudging(actor, cycleId);
    const { task, report } = await this.proposal(actor, cycleId, taskId);
    const { problems, total } = report;
    if (total > 0) throw new Refusal({ code: 'import-faulty', problems, total });
    await this.db.transaction((tx) => this.tasks.confirm(tx, taskId, { actor }));
    await this.tasks.start(task);
    return task;
  }
}

function namer({ entries, experts }: CycleFacts) {
  const numbers = new Map(entries.map(({ id, number }) => [id, number]));
  const names = new Map(experts.map(({ id, name }) => [id, name]));
  return ({ entryId, expertId }: AssignedPair): [string, string] => [
    numbers.get(entryId) ?? '',
    names.get(expertId) ?? '',
  ];
}

interface SentRows {
  seed: number;
  nominationIds: readonly string[];
  rows: { entry: string; expert: string }[];
}

function readRows(facts: CycleFacts, { rows, seed, nominationIds }: SentRows) {
  const asked = { seed, nominationIds, mode: 'match' as const, locked: [], forbidden: facts.excluded, replaced: null };
  const { problem, kept } = poseProblem(facts, asked);
  const names = {
    entries: new Map(facts.entries.map(({ id, number }) => [id, number])),
    experts: new Map(facts.experts.map(({ id, email }) => [id, email])),
  };
  const { pairs, problems } = pairsOfRows(problem, rows, names);
  const sent = new Set(pairs.map(keyOf));
  const lost = kept
    .filter((pair) => pair.work !== 'none' && !sent.has(keyOf(pair)))
    .map(({ entryId, expertId }): RowProblem => ({
      row: 1,
      column: 'expert',
      rule: 'begun-work-missing',
      values: { entry: names.entries.get(entryId) ?? '', expert: names.experts.get(expertId) ?? '' },
    }));
  const faults = planFaults({ ...problem, fixed: [] }, pairs);
  const warnings = (['reviews', 'load', 'cap'] as const)
    .map((code) => ({ code, count: faults.filter((fault) => fault.code === code).length }))
    .filter(({ count }) => count > 0);
  return { problem, pairs, problems: [...problems, ...lost], warnings };
}
