import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { hasRole } from '../domain/actor.js';
import { canonicalJson } from '../domain/canonical.js';
import { Refusal, type RefusalDetail } from '../domain/refusal.js';
import { takeForm } from '../platform/http/forms.js';
import { done, download, redirect, view, type Download, type Redirect, type View } from '../platform/http/page.js';
import { fieldWords } from '../platform/http/problem.js';
import { signedIn } from '../platform/http/request.js';
import { fileOf } from '../platform/http/upload.js';
import { translator, type Translator } from '../platform/web/i18n.js';
import { taskModel } from '../platform/web/task-model.js';
import type { AssignmentPlan, StoredPair } from './assignment-plan.entity.js';
import { AssignmentsService } from './assignments.service.js';
import { PlanReader, type Explanation } from './plan.reader.js';
import { PlanTableService } from './plan-table.service.js';
import { PlanTasks, type PlanTaskResult } from './plan-tasks.service.js';
import {
  exclusionWords,
  loadRange,
  objectionWords,
  originWords,
  planStatus,
  reasonWords,
  worthWords,
} from './plan-words.js';
import { planFrame, refusalModel } from './plans.pages.js';
import { stored } from './plan-making.js';

const whyQuery = z.object({
  entry: z.uuid(),
  expert: z.uuid().optional().catch(undefined),
  q: z.string().max(100).default('').catch(''),
});
const moveForm = z.object({ entry: z.uuid(), from: z.uuid(), to: z.uuid() });
const compareQuery = z.object({ with: z.uuid() });
const changesShown = 100;

/** Reasons of pairs, comparison of plans, the draw, and the plan as a table. */
@Controller('cycles/:cycle/assignment')
export class PlanDetailsPages {
  constructor(
    private readonly assignments: AssignmentsService,
    private readonly reader: PlanReader,
    private readonly tables: PlanTableService,
    private readonly tasks: PlanTasks,
  ) {}

  @Get(':plan/why')
  why(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Query({ schema: whyQuery }) query: z.infer<typeof whyQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.whyPage(cycleId, planId, query, request, null);
  }

  @Post(':plan/move')
  move(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Body({ schema: moveForm }) { entry, from, to }: z.infer<typeof moveForm>,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: z.looseObject({}),
      body: {},
      act: async () => {
        await this.assignments.move(signedIn(request), planId, { entryId: entry, from, to });
        return done(`/cycles/${cycleId}/assignment/${planId}`, 'judging:plan.moved');
      },
      again: ({ refusal }) => this.whyPage(cycleId, planId, { entry, expert: to, q: '' }, request, refusal),
    });
  }

  @Get(':plan/compare')
  async compare(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Query({ schema: compareQuery }) { with: otherId }: z.infer<typeof compareQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { before, after, changes, stages, now } = await this.reader.compare(actor, cycleId, [otherId, planId]);
    const { added, removed, kept, difference } = changes;
    const home = `/cycles/${cycleId}/assignment`;
    const column = (plan: AssignmentPlan) => ({
      href: `${home}/${plan.id}`,
      title: originWords(plan, t),
      at: plan.createdAt,
      ...planStatus(plan.state, t),
      ...worthWords(plan, t),
      loads: loadRange(plan.summary.minLoad, plan.summary.maxLoad),
      pairs: plan.summary.pairs,
      entries: plan.summary.entries,
      parts: plan.report?.parts.length ?? null,
    });
    return view('pages/judging/plan-compare', {
      ...planFrame(cycleId, request, stages, now),
      crumbs: [
        { href: home, label: t('judging:assign.title') },
        { href: `${home}/${planId}`, label: originWords(after, t) },
        { label: t('judging:plan.compare') },
      ],
      before: column(before),
      after: column(after),
      counts: [
        { label: t('judging:plan.added'), value: added.length },
        { label: t('judging:plan.removed'), value: removed.length },
        { label: t('judging:plan.kept'), value: kept.length },
        { label: t('judging:plan.difference'), value: signed(difference) },
      ],
      changes: await this.changeRows(stored(added), stored(removed)),
      shown: t('judging:plan.changesShown', { n: changesShown }),
    });
  }

  @Get(':plan/draw')
  async draw(@Param('cycle') cycleId: string, @Param('plan') planId: string, @Req() request: FastifyRequest) {
    const t = translator(request.locale);
    const { plan, stages, now } = await this.reader.plan(signedIn(request), cycleId, planId);
    if (!plan.problem) throw new Refusal({ code: 'not-found' });
    const home = `/cycles/${cycleId}/assignment`;
    return view('pages/judging/plan-draw', {
      ...planFrame(cycleId, request, stages, now),
      crumbs: [
        { href: home, label: t('judging:assign.title') },
        { href: `${home}/${planId}`, label: originWords(plan, t) },
        { label: t('judging:plan.draw') },
      ],
      facts: [
        { term: t('judging:assign.seed'), value: String(plan.seed), mono: true },
        { term: t('judging:plan.listHash'), value: plan.factsHash ?? '', mono: true },
        { term: t('judging:assign.entries'), value: String(plan.summary.entries) },
        { term: t('judging:assign.experts'), value: String(plan.summary.experts) },
        { term: t('judging:plan.perEntry'), value: String(plan.reviewsPerEntry) },
        { term: t('judging:assign.pairs'), value: String(plan.summary.pairs) },
      ],
      at: plan.createdAt,
      file: `${home}/${planId}/problem.json`,
      table: `${home}/${planId}/plan.csv`,
    });
  }

  /** The very bytes whose hash the page shows. */
  @Get(':plan/problem.json')
  async problem(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const { plan } = await this.reader.plan(signedIn(request), cycleId, planId);
    if (!plan.problem) throw new Refusal({ code: 'not-found' });
    return download(canonicalJson(plan.problem), `draw-${plan.seed}.json`, 'application/json');
  }

  @Get(':plan/plan.csv')
  async csv(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const { plan, rows } = await this.reader.table(signedIn(request), cycleId, planId);
    const text = stringify([['entry', 'title', 'expert', 'name'], ...rows], {
      bom: true,
      delimiter: ';',
      escape_formulas: true,
    });
    return download(text, `plan-${plan.seed}.csv`, 'text/csv; charset=utf-8');
  }

  @Post(':plan/table')
  upload(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const actor = signedIn(request);
    return takeForm({
      schema: z.unknown(),
      body: {},
      act: async () => {
        const task = await this.tables.look(actor, cycleId, planId, await fileOf(request));
        return redirect(`/cycles/${cycleId}/assignment/table/${task.id}`);
      },
      again: async ({ refusal }) => {
        const { plan, stages, now } = await this.reader.plan(actor, cycleId, planId);
        return view('pages/judging/plan-table', {
          ...planFrame(cycleId, request, stages, now),
          ...emptyTable(cycleId, plan, t18(request)),
          refusal: refusalModel(refusal, request),
        });
      },
    });
  }

  @Get('table/:task')
  table(@Param('cycle') cycleId: string, @Param('task') taskId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.tablePage(cycleId, taskId, request, null);
  }

  @Post('table/:task')
  confirm(
    @Param('cycle') cycleId: string,
    @Param('task') taskId: string,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: z.looseObject({}),
      body: {},
      act: async () => {
        await this.tables.confirm(signedIn(request), cycleId, taskId);
        return redirect(`/cycles/${cycleId}/assignment/table/${taskId}`);
      },
      again: ({ refusal }) => this.tablePage(cycleId, taskId, request, refusal),
    });
  }

  @Post('table/:task/stop')
  async stopTable(@Param('cycle') cycleId: string, @Param('task') taskId: string, @Req() request: FastifyRequest) {
    await this.tasks.stop(signedIn(request), cycleId, taskId);
    return redirect(`/cycles/${cycleId}/assignment/table/${taskId}`);
  }

  private async tablePage(
    cycleId: string,
    taskId: string,
    request: FastifyRequest,
    refusal: Refusal | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { task, report } = await this.tables.proposal(actor, cycleId, taskId);
    const { plan, stages, now } = await this.reader.plan(actor, cycleId, report.planId);
    const home = `/cycles/${cycleId}/assignment`;
    const result = task.state === 'done' ? (task.result as PlanTaskResult) : null;
    const failed = task.state === 'failed' ? new Refusal((task.result as { refusal: RefusalDetail }).refusal) : null;
    return view('pages/judging/plan-table', {
      ...planFrame(cycleId, request, stages, now),
      ...emptyTable(cycleId, plan, t),
      heading: report.name,
      action: `${home}/table/${taskId}`,
      proposed: task.state === 'proposed' && report.total === 0,
      ready: result && 'planId' in result ? `${home}/${result.planId}` : '',
      task: taskModel(task, `${home}/table/${taskId}`),
      figures: [
        { label: t('judging:plan.rows'), value: report.rows },
        { label: t('judging:plan.added'), value: report.counts.added },
        { label: t('judging:plan.removed'), value: report.counts.removed },
        { label: t('judging:plan.kept'), value: report.counts.kept },
        { label: t('judging:plan.difference'), value: signed(report.difference) },
      ],
      problemsLead: report.total > 0 ? t('judging:plan.tableFaults', { n: report.total }) : '',
      problems: report.problems.map((problem) => ({
        row: problem.row,
        column: problem.column,
        text: fieldWords(problem, t),
      })),
      warnings: report.warnings.map(({ code, count }) => t(`judging:plan.warning.${code}`, { n: count })),
      changes: tableChanges(report.added, report.removed),
      refusal: refusalModel(refusal ?? failed, request),
    });
  }

  private async whyPage(
    cycleId: string,
    planId: string,
    query: z.infer<typeof whyQuery>,
    request: FastifyRequest,
    refusal: Refusal | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { entry: entryId, expert: expertId = null, q } = query;
    const found = await this.reader.why(actor, cycleId, { planId, entryId, expertId, q });
    const { plan, entry, asked, stages, now } = found;
    const here = `/cycles/${cycleId}/assignment/${planId}`;
    const mayChange = plan.state === 'proposed' && hasRole(actor, ['organizer', 'secretary'], { cycleId });
    return view('pages/judging/why', {
      ...planFrame(cycleId, request, stages, now),
      crumbs: [
        { href: `/cycles/${cycleId}/assignment`, label: t('judging:assign.title') },
        { href: here, label: originWords(plan, t) },
        { label: entry.number },
      ],
      here,
      entry: { id: entry.id, number: entry.number, title: entry.title, spheres: entry.spheres.join(', ') },
      asked: asked ? answerModel(found, asked, t) : null,
      pair: asked ? `${entry.id} ${asked.id}` : '',
      mayMark: mayChange && asked !== null && found.assigned !== null,
      mayMove: mayChange && isPossible(found),
      current: found.experts.map(({ id, name }) => ({ value: id, label: name })),
      from: found.notAssigned && 'instead' in found.notAssigned ? (found.notAssigned.instead ?? '') : '',
      to: asked?.id ?? '',
      back: asked ? `${here}/why?entry=${entry.id}&expert=${asked.id}` : `${here}/why?entry=${entry.id}`,
      q,
      candidates: found.candidates.map(({ expert, affinity, load, isAssigned, exclusion }) => ({
        href: `${here}/why?entry=${entry.id}&expert=${expert.id}`,
        name: expert.name,
        affinity,
        load,
        max: expert.capacity,
        note: isAssigned ? t('judging:why.judges') : exclusion ? exclusionWords(exclusion, t) : '',
        isAssigned,
        current: expert.id === asked?.id,
      })),
      hasChanged: found.hasChanged,
      isTooLarge: found.isTooLarge,
      drawNote: plan.problem ? t('judging:plan.proof.draw') : '',
      refusal: refusalModel(refusal, request),
    });
  }

  private async changeRows(added: readonly StoredPair[], removed: readonly StoredPair[]) {
    const { entries, experts } = await this.reader.names([...added, ...removed]);
    const named = (pairs: readonly StoredPair[]) =>
      pairs
        .slice(0, changesShown)
        .map(([entry, expert]): [string, string] => [
          entries.get(entry)?.number ?? '',
          experts.get(expert)?.name ?? '',
        ]);
    return tableChanges(named(added), named(removed));
  }
}

const t18 = (request: FastifyRequest): Translator => translator(request.locale);

const signed = (difference: number): string =>
  difference > 0 ? `+${difference}` : difference < 0 ? `−${-difference}` : '0';

/** Changes by entry: who comes, who goes. */
function tableChanges(added: readonly (readonly [string, string])[], removed: readonly (readonly [string, string])[]) {
  const rows = new Map<string, { number: string; added: string[]; removed: string[] }>();
  const rowOf = (number: string) => {
    const row = rows.get(number) ?? { number, added: [], removed: [] };
    rows.set(number, row);
    return row;
  };
  for (const [number, name] of removed) rowOf(number).removed.push(name);
  for (const [number, name] of added) rowOf(number).added.push(name);
  return [...rows.values()]
    .sort((a, b) => (a.number < b.number ? -1 : 1))
    .map(({ number, ...lists }) => ({ number, added: lists.added.join(', '), removed: lists.removed.join(', ') }));
}

function emptyTable(cycleId: string, plan: AssignmentPlan, t: Translator) {
  const home = `/cycles/${cycleId}/assignment`;
  return {
    crumbs: [
      { href: home, label: t('judging:assign.title') },
      { href: `${home}/${plan.id}`, label: originWords(plan, t) },
      { label: t('judging:plan.table') },
    ],
    heading: t('judging:plan.table'),
    upload: `${home}/${plan.id}/table`,
    planHref: `${home}/${plan.id}`,
    action: '',
    proposed: false,
    ready: '',
    task: null,
    figures: [],
    problemsLead: '',
    problems: [],
    warnings: [],
    changes: [],
  };
}

function answerModel(found: Explanation, asked: { name: string; spheres: readonly string[] }, t: Translator) {
  const { assigned, notAssigned, names } = found;
  return {
    name: asked.name,
    title: t(assigned ? 'judging:why.yes' : 'judging:why.no', { who: asked.name }),
    spheres: asked.spheres.join(', '),
    judges: assigned !== null,
    reasons: assigned
      ? reasonWords(assigned, names, t)
      : notAssigned
        ? [objectionWords(notAssigned, names, t)]
        : [t('judging:why.lots')],
  };
}

/** Whether the expert asked about may be given the entry at all. */
function isPossible({ asked, assigned, candidates, notAssigned }: Explanation): boolean {
  if (!asked || assigned) return false;
  const never = ['conflict', 'forbidden', 'panel', 'impossible'];
  if (notAssigned) return !never.includes(notAssigned.code);
  return candidates.some(({ expert, exclusion }) => expert.id === asked.id && exclusion === null);
}
