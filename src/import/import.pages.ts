import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../cycles/stages/cycle-navigation.js';
import { Refusal, type RefusalDetail } from '../domain/kernel/refusal.js';
import { anyForm, takeForm } from '../platform/http/pages/forms.js';
import { done, redirect, view, type Redirect, type View } from '../platform/http/pages/page.js';
import { problemOf } from '../platform/http/problems/problem.js';
import { signedIn } from '../platform/http/request.js';
import { fileOf } from '../platform/http/pages/upload.js';
import { taskModel } from '../platform/web/task-model.js';
import { formatInstant } from '../platform/web/format-time.js';
import { translator } from '../platform/web/i18n.js';
import { headingWithin } from '../platform/tables/grid.js';
import {
  batchRows,
  columnWords,
  doubtRows,
  faultsShown,
  figuresOf,
  groupsOf,
  problemRow,
  readingModel,
  targetWords,
} from './import-model.js';
import { ImportTasks } from './import-tasks.service.js';
import { ImportUndo } from './import-undo.service.js';
import { ImportService, type ImportKind } from './import.service.js';

const kindQuery = z.object({ kind: z.enum(['entries', 'scores']).catch('entries').default('entries') });
/** What the columns hold: `c0`, `c1`, … by their places. */
const readingForm = z.looseObject({
  sheet: z.coerce.number().int().min(0).max(1000).default(0),
  heading: z.coerce.number().int().min(1).max(headingWithin),
});
const confirmForm = z.object({ again: z.string().default('') });

/** Bringing entries and sheets from tables: looked through first, written when a person says so. */
@Controller('cycles/:cycle/import')
export class ImportPages {
  constructor(
    private readonly imports: ImportService,
    private readonly tasks: ImportTasks,
    private readonly undo: ImportUndo,
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

  /** What taking a written table back would do; the button does it. */
  @Get('written/:batch')
  written(
    @Param('cycle') cycleId: string,
    @Param('batch') batchId: string,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.undoPage(cycleId, batchId, request, null);
  }

  @Post('written/:batch/undo')
  takeBack(@Param('cycle') cycleId: string, @Param('batch') batchId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.undo.undo(actor, cycleId, batchId),
      after: () => done(`/cycles/${cycleId}/import`, 'import:undone'),
      again: ({ refusal }) => this.undoPage(cycleId, batchId, request, refusal),
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
    return takeForm(request, confirmForm, {
      act: ({ again }, actor) => this.tasks.confirm(actor, cycleId, taskId, { again: again !== '' }),
      after: () => redirect(`/cycles/${cycleId}/import/${taskId}`),
      again: ({ refusal }) => this.proposalPage(cycleId, taskId, request, refusal),
    });
  }

  /** Another sheet, another row of headings, other columns: looked through again. */
  @Post(':task/columns')
  read(@Param('cycle') cycleId: string, @Param('task') taskId: string, @Req() request: FastifyRequest) {
    return takeForm(request, readingForm, {
      act: ({ sheet, heading, ...columns }, actor) =>
        this.tasks.read(actor, cycleId, taskId, { sheet, heading, targets: targetsFrom(columns) }),
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
    const actor = signedIn(request);
    const cycle = await this.imports.cycleFor(actor, cycleId);
    const targets = await this.imports.targets(cycle, kind);
    const at = { locale: request.locale, timeZone: cycle.timeZone, now: new Date(0) };
    return view('pages/import/upload', {
      side: cycleSide(request, cycleId, 'import'),
      tabs: (['entries', 'scores'] as const).map((each) => ({
        href: `/cycles/${cycleId}/import?kind=${each}`,
        label: t(`import:kind.${each}`),
        current: each === kind,
      })),
      action: `/cycles/${cycleId}/import?kind=${kind}`,
      hint: t(`import:hint.${kind}`),
      columns: columnWords(targets, kind, t),
      asksMore: kind === 'entries' && targets.some(({ label }) => label !== null),
      batches: batchRows(await this.undo.list(actor, cycleId), cycleId, at, t),
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
    const actor = signedIn(request);
    const { task, report } = await this.tasks.proposal(actor, cycleId, taskId);
    const cycle = await this.imports.cycleFor(actor, cycleId);
    const words = targetWords(await this.imports.targets(cycle, report.kind), report.kind, t);
    const source = await this.tasks.source(actor, cycleId, taskId);
    const before = source && (await this.imports.writtenBefore(cycleId, source.sha256));
    const batchId = typeof task.input['batchId'] === 'string' ? task.input['batchId'] : null;
    const told = (at: Date) =>
      formatInstant(at, { locale: request.locale, timeZone: cycle.timeZone, now: new Date(0), year: 'always' });
    const failed = task.state === 'failed' ? new Refusal((task.result as { refusal: RefusalDetail }).refusal) : null;
    const here = `/cycles/${cycleId}/import/${taskId}`;
    return view('pages/import/report', {
      side: cycleSide(request, cycleId, 'import'),
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
      problems: report.problems.slice(0, faultsShown).map((problem) => problemRow(problem, words, t)),
      groups: report.total > 20 ? groupsOf(report, words, t) : [],
      doubts: doubtRows(report, t),
      first: report.first.map((entry) => ({ ...entry, submittedAt: told(new Date(entry.submittedAt)) })),
      reading: source && readingModel(source, words, t),
      readingAction: `${here}/columns`,
      before: before && t('import:before', { name: before.name, at: told(before.importedAt) }),
      undoHref: batchId && report.kind === 'entries' ? `/cycles/${cycleId}/import/written/${batchId}` : '',
      problemsLead: t('import:faults', { n: report.total }),
      shown: t('import:shown', { n: Math.min(faultsShown, report.problems.length), of: report.total }),
      nextHref: report.kind === 'entries' ? `/cycles/${cycleId}/register` : `/cycles/${cycleId}/ranking`,
      nextLabel: t(report.kind === 'entries' ? 'import:toRegister' : 'import:toRanking'),
      refusal: (refusal ?? failed) && problemOf((refusal ?? failed)!, { ...request, requestId: request.id }),
    });
  }

  private async undoPage(
    cycleId: string,
    batchId: string,
    request: FastifyRequest,
    refusal: Refusal | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const { batch, entries, organisations, hindered } = await this.undo.look(signedIn(request), cycleId, batchId);
    return view('pages/import/written', {
      side: cycleSide(request, cycleId, 'import'),
      crumbs: [
        { href: `/cycles/${cycleId}/import?kind=${batch.kind}`, label: t('import:title') },
        { label: batch.name },
      ],
      name: batch.name,
      figures: [
        { label: t('import:undo.entries'), value: entries },
        { label: t('import:undo.organisations'), value: organisations },
      ],
      hindered: hindered && t('import:undo.hindered', { ...hindered }),
      mayUndo: batch.kind === 'entries' && !batch.undoneAt && !hindered,
      isUndone: batch.undoneAt !== null,
      action: `/cycles/${cycleId}/import/written/${batchId}/undo`,
      backHref: `/cycles/${cycleId}/import?kind=${batch.kind}`,
      refusal: refusal && problemOf(refusal, { ...request, requestId: request.id }),
    });
  }
}

/** The targets by the places of their columns, `null` where a column is not taken. */
function targetsFrom(sent: Record<string, unknown>): (string | null)[] {
  const targets: (string | null)[] = [];
  for (const [name, value] of Object.entries(sent)) {
    const at = /^c(\d{1,4})$/.exec(name)?.[1];
    if (at !== undefined) targets[Number(at)] = typeof value === 'string' && value ? value : null;
  }
  return Array.from(targets, (target) => target ?? null);
}
