import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../cycles/stages/cycle-navigation.js';
import { Refusal, type RefusalDetail, type RowProblem } from '../domain/kernel/refusal.js';
import { organisationKinds } from '../domain/accounts/organisation.js';
import { anyForm, takeForm } from '../platform/http/pages/forms.js';
import { redirect, view, type Redirect, type View } from '../platform/http/pages/page.js';
import { fieldWords, problemOf } from '../platform/http/problems/problem.js';
import { signedIn } from '../platform/http/request.js';
import { fileOf } from '../platform/http/pages/upload.js';
import { taskModel } from '../platform/web/task-model.js';
import { translator, type Translator } from '../platform/web/i18n.js';
import { entryColumns, moreEntryColumns } from './entry-table.js';
import { ImportTasks } from './import-tasks.service.js';
import { ImportService, type ImportKind, type ImportReport } from './import.service.js';

const kindQuery = z.object({ kind: z.enum(['entries', 'scores']).catch('entries').default('entries') });
/** More than a screenful is mended by rule, not row by row: the same faults stand together above. */
const faultsShown = 100;

/** Bringing entries and sheets from tables: looked through first, written when a person says so. */
@Controller('cycles/:cycle/import')
export class ImportPages {
  constructor(
    private readonly imports: ImportService,
    private readonly tasks: ImportTasks,
  ) {}

  @Get()
  page(
    @Param('cycle') cycleId: string,
    @Query({ schema: kindQuery }) { kind }: z.infer<typeof kindQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.uploadPage(cycleId, kind, request, null);
  }

  @Post()
  upload(
    @Param('cycle') cycleId: string,
    @Query({ schema: kindQuery }) { kind }: z.infer<typeof kindQuery>,
    @Req() request: FastifyRequest,
  ) {
    return takeForm(request, anyForm, {
      act: async (_form, actor) => {
        const file = await fileOf(request);
        return this.tasks.propose(actor, cycleId, kind, file);
      },
      after: (task) => redirect(`/cycles/${cycleId}/import/${task.id}`),
      again: ({ refusal }) => this.uploadPage(cycleId, kind, request, refusal),
    });
  }

  @Get(':task')
  async proposal(
    @Param('cycle') cycleId: string,
    @Param('task') taskId: string,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.proposalPage(cycleId, taskId, request, null);
  }

  @Post(':task')
  confirm(@Param('cycle') cycleId: string, @Param('task') taskId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.tasks.confirm(actor, cycleId, taskId),
      after: () => redirect(`/cycles/${cycleId}/import/${taskId}`),
      again: ({ refusal }) => this.proposalPage(cycleId, taskId, request, refusal),
    });
  }

  @Post(':task/stop')
  async stop(
    @Param('cycle') cycleId: string,
    @Param('task') taskId: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.tasks.stop(signedIn(request), cycleId, taskId);
    return redirect(`/cycles/${cycleId}/import/${taskId}`);
  }

  private async uploadPage(
    cycleId: string,
    kind: ImportKind,
    request: FastifyRequest,
    refusal: Refusal | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const { criteria } = await this.imports.columns(signedIn(request), cycleId);
    return view('pages/import/upload', {
      side: cycleSide(t, cycleId, 'import'),
      tabs: (['entries', 'scores'] as const).map((each) => ({
        href: `/cycles/${cycleId}/import?kind=${each}`,
        label: t(`import:kind.${each}`),
        current: each === kind,
      })),
      action: `/cycles/${cycleId}/import?kind=${kind}`,
      hint: t(`import:hint.${kind}`),
      columns: kind === 'entries' ? entryWords(t) : scoreWords(criteria, t),
      refusal: refusal && problemOf(refusal, { ...request, requestId: request.id }),
    });
  }

  private async proposalPage(
    cycleId: string,
    taskId: string,
    request: FastifyRequest,
    refusal: Refusal | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const { task, report } = await this.tasks.proposal(signedIn(request), cycleId, taskId);
    const failed = task.state === 'failed' ? new Refusal((task.result as { refusal: RefusalDetail }).refusal) : null;
    const here = `/cycles/${cycleId}/import/${taskId}`;
    return view('pages/import/report', {
      side: cycleSide(t, cycleId, 'import'),
      crumbs: [
        { href: `/cycles/${cycleId}/import?kind=${report.kind}`, label: t('import:title') },
        { label: report.name },
      ],
      name: report.name,
      lead: t(`import:kind.${report.kind}`),
      action: here,
      againHref: `/cycles/${cycleId}/import?kind=${report.kind}`,
      written: task.state === 'done',
      proposed: task.state === 'proposed',
      stopped: task.state === 'stopped',
      task: taskModel(task, here),
      faulty: report.total > 0,
      figures: figuresOf(report, t),
      problems: report.problems.slice(0, faultsShown).map((problem) => problemRow(problem, t)),
      groups: report.total > 20 ? groupsOf(report, t) : [],
      problemsLead: t('import:faults', { n: report.total }),
      shown: t('import:shown', { n: Math.min(faultsShown, report.problems.length), of: report.total }),
      nextHref: report.kind === 'entries' ? `/cycles/${cycleId}/register` : `/cycles/${cycleId}/ranking`,
      nextLabel: t(report.kind === 'entries' ? 'import:toRegister' : 'import:toRanking'),
      refusal: (refusal ?? failed) && problemOf((refusal ?? failed)!, { ...request, requestId: request.id }),
    });
  }
}

function figuresOf(report: ImportReport, t: Translator) {
  return [
    { label: t('import:rows'), value: report.rows },
    ...Object.entries(report.brings).map(([what, value]) => ({ label: t(`import:brings.${what}`), value })),
    { label: t('import:problems'), value: report.total },
  ];
}

/** The faults by column and kind, the most frequent first. */
function groupsOf(report: ImportReport, t: Translator) {
  const groups = new Map<string, { column: string; text: string; n: number; row: number }>();
  for (const problem of report.problems) {
    const { column, text } = problemRow(problem, t);
    const group = groups.get(`${column} ${text}`) ?? { column, text, n: 0, row: problem.row };
    groups.set(`${column} ${text}`, { ...group, n: group.n + 1 });
  }
  return [...groups.values()].sort((a, b) => b.n - a.n).slice(0, 20);
}

function problemRow(problem: RowProblem, t: Translator) {
  return { row: problem.row, column: problem.column || t('import:wholeRow'), text: fieldWords(problem, t) };
}

function entryWords(t: Translator) {
  const required = new Set<string>(entryColumns);
  return [...entryColumns, ...moreEntryColumns].map((name) => ({
    name,
    text: t(`import:column.${name}`, { kinds: organisationKinds.join(', ') }),
    required: required.has(name),
  }));
}

function scoreWords(criteria: readonly { title: string }[], t: Translator) {
  return [
    ...['entry', 'expert'].map((name) => ({ name, text: t(`import:score.${name}`), required: true })),
    { name: 'expertRegion', text: t('import:score.expertRegion'), required: false },
    ...criteria.map(({ title }, index) => ({
      name: t('import:score.criterionName', { n: index + 1 }),
      text: t('import:score.criterion', { title }),
      required: true,
    })),
  ];
}
