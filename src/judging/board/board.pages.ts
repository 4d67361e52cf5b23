import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { hasRole } from '../../domain/kernel/actor.js';
import { instantOf, localDateTime } from '../../domain/kernel/local-day.js';
import type { Refusal } from '../../domain/kernel/refusal.js';
import { anyForm, takeForm } from '../../platform/http/pages/forms.js';
import {
  done,
  download,
  redirect,
  view,
  type Download,
  type Redirect,
  type View,
} from '../../platform/http/pages/page.js';
import { decodeCursor, encodeCursor, inKey } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { taskModel } from '../../platform/web/task-model.js';
import type { BoardExpert } from './board.queries.js';
import { BoardReader } from './board.reader.js';
import { BoardService } from './board.service.js';
import { divergenceRuleWords, differenceWords, levelRows, signalWords } from './board-words.js';
import { DivergenceService } from '../divergence/divergence.service.js';
import { PlanTasks } from '../plans/plan-tasks.service.js';
import { refusalModel } from '../assignment/plan-frame-model.js';
import { SignalsService } from './signals.service.js';

const views = ['experts', 'entries', 'divergence', 'scores'] as const;
const boardQuery = z.object({
  view: z.enum(views).default('experts').catch('experts'),
  q: z.string().max(100).default('').catch(''),
  cursor: z.string().max(500).optional().catch(undefined),
});
type BoardQuery = z.infer<typeof boardQuery>;
const extendForm = z.object({
  dueAt: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)
    .or(z.literal('')),
});
const shownRows = 50;
type Frame = Awaited<ReturnType<BoardReader['frame']>>;

/** How far the review is, by expert and by entry, and what the organizer does about it. */
@Controller('cycles/:cycle/evaluation')
export class BoardPages {
  constructor(
    private readonly reader: BoardReader,
    private readonly board: BoardService,
    private readonly divergence: DivergenceService,
    private readonly plans: PlanTasks,
    private readonly signals: SignalsService,
  ) {}

  @Get()
  page(
    @Param('cycle') cycleId: string,
    @Query({ schema: boardQuery }) query: BoardQuery,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.boardPage(cycleId, query, request, null);
  }

  @Get('board.csv')
  async csv(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<Download> {
    const t = translator(request.locale);
    const { now, closesAt } = await this.reader.frame(signedIn(request), cycleId);
    const rows = await this.reader.experts({ cycleId, now, closesAt, q: '', after: null, limit: 100_000 });
    const head = ['expert', 'email', 'progress', 'assigned', 'due', 'last'].map((key) => t(`judging:board.${key}`));
    const lines = rows.map((row) => [
      row.name,
      row.email,
      row.submitted,
      row.assigned,
      termOf(row, closesAt)?.toISOString() ?? '',
      row.lastAt?.toISOString() ?? '',
    ]);
    return download(
      stringify([head, ...lines], { bom: true, delimiter: ';', escape_formulas: true }),
      'evaluation.csv',
      'text/csv; charset=utf-8',
    );
  }

  @Post('experts/:expert/nudge')
  nudge(@Param('cycle') cycleId: string, @Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return this.act(cycleId, 'experts', request, async () => {
      await this.board.nudge(signedIn(request), cycleId, expertId);
      return done(`/cycles/${cycleId}/evaluation`, 'judging:board.nudgeSent');
    });
  }

  /** The expert's unfinished entries go to others: a further plan, to be seen before it is published. */
  @Post('experts/:expert/replace')
  replace(@Param('cycle') cycleId: string, @Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return this.act(cycleId, 'experts', request, async () => {
      await this.plans.replace(signedIn(request), cycleId, expertId);
      return redirect(`/cycles/${cycleId}/assignment`);
    });
  }

  @Post('experts/:expert/extend')
  extend(
    @Param('cycle') cycleId: string,
    @Param('expert') expertId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: extendForm,
      body,
      act: async ({ dueAt }) => {
        const { cycle } = await this.reader.frame(signedIn(request), cycleId);
        const at = dueAt ? instantOf(dueAt, cycle.timeZone) : null;
        await this.board.extend(signedIn(request), cycleId, expertId, at);
        return done(`/cycles/${cycleId}/evaluation`, 'judging:board.extended');
      },
      again: ({ refusal }) => this.boardPage(cycleId, { view: 'experts', q: '' }, request, refusal),
    });
  }

  @Post('divergence/:entry')
  give(@Param('cycle') cycleId: string, @Param('entry') entryId: string, @Req() request: FastifyRequest) {
    return this.act(cycleId, 'divergence', request, async () => {
      await this.divergence.give(signedIn(request), cycleId, entryId);
      return done(`/cycles/${cycleId}/evaluation?view=divergence`, 'judging:diverge.given');
    });
  }

  @Post('signals')
  read(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return this.act(cycleId, 'scores', request, async () => {
      await this.signals.ask(signedIn(request), cycleId);
      return redirect(`/cycles/${cycleId}/evaluation?view=scores`);
    });
  }

  /** The address of the task's panel. */
  @Get('signals')
  reading(@Param('cycle') cycleId: string): Redirect {
    return redirect(`/cycles/${cycleId}/evaluation?view=scores`);
  }

  @Post('signals/stop')
  async stop(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.signals.stop(signedIn(request), cycleId);
    return redirect(`/cycles/${cycleId}/evaluation?view=scores`);
  }

  private act(
    cycleId: string,
    shown: BoardQuery['view'],
    request: FastifyRequest,
    act: () => Promise<Redirect>,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: anyForm,
      body: {},
      act,
      again: ({ refusal }) => this.boardPage(cycleId, { view: shown, q: '' }, request, refusal),
    });
  }

  private async boardPage(
    cycleId: string,
    query: BoardQuery,
    request: FastifyRequest,
    refusal: Refusal | null,
  ): Promise<View> {
    const t = translator(request.locale);
    const { locale, timeZone } = request;
    const actor = signedIn(request);
    const frame = await this.reader.frame(actor, cycleId);
    const { counts, waiting, stages, now } = frame;
    const here = `/cycles/${cycleId}/evaluation`;
    const rows = await this.rowsOf(cycleId, query, frame, request);
    return view('pages/judging/board/board', {
      side: cycleSide(t, cycleId, 'evaluation'),
      strip: phaseStrip({ stages, now, timeZone, locale }),
      here,
      current: query.view,
      q: query.q,
      search: query.view === 'experts' || query.view === 'entries',
      searchLabel: t(query.view === 'entries' ? 'judging:board.searchEntry' : 'judging:board.search'),
      lead: t('judging:board.lead', { done: counts.submitted, total: counts.assigned }),
      mayRun: hasRole(actor, ['organizer', 'secretary'], { cycleId }),
      figures: [
        {
          label: t('judging:board.progress'),
          value: counts.submitted,
          note: t('judging:board.of', { n: counts.assigned }),
        },
        { label: t('judging:board.startedSheets'), value: counts.started },
        { label: t('judging:assign.experts'), value: counts.experts },
        { label: t('judging:board.lateExperts'), value: counts.late },
      ],
      tabs: views.map((each) => ({
        href: each === 'experts' ? here : `${here}?view=${each}`,
        label: t(`judging:board.view.${each}`),
        current: each === query.view,
        count: each === 'divergence' ? waiting : 0,
      })),
      experts: [],
      entries: [],
      divergences: [],
      reading: null,
      task: null,
      rule: '',
      shown: '',
      older: '',
      newer: query.cursor ? `${here}?view=${query.view}` : '',
      refusal: refusalModel(refusal, request),
      ...rows,
    });
  }

  private rowsOf(cycleId: string, query: BoardQuery, frame: Frame, request: FastifyRequest): Promise<object> {
    switch (query.view) {
      case 'experts':
        return this.expertRows(cycleId, query, frame, request);
      case 'entries':
        return this.entryRows(cycleId, query, frame, request);
      case 'divergence':
        return this.divergenceRows(cycleId, request);
      case 'scores':
        return this.scoreRows(cycleId, query, request);
    }
  }

  private async expertRows(cycleId: string, query: BoardQuery, frame: Frame, request: FastifyRequest) {
    const t = translator(request.locale);
    const { now, closesAt, cycle } = frame;
    const after = decodeCursor(query.cursor, [inKey.whole, inKey.whole, inKey.text, inKey.id]);
    const found = await this.reader.experts({ cycleId, now, closesAt, q: query.q, after, limit: shownRows + 1 });
    const rows = found.slice(0, shownRows);
    const last = rows.at(-1);
    return {
      experts: rows.map((row) => {
        const dueAt = termOf(row, closesAt);
        const isRecent = row.nudgedAt && now.getTime() - row.nudgedAt.getTime() < 24 * 3600_000;
        return {
          ...row,
          id: row.expertId,
          href: `/cycles/${cycleId}/experts/${row.expertId}`,
          late: row.rank === 0,
          done: row.rank === 2,
          dueAt,
          personal: row.dueAt !== null && dueAt === row.dueAt,
          nudged: isRecent ? row.nudgedAt : null,
          local: dueAt ? localDateTime(dueAt, cycle.timeZone) : '',
        };
      }),
      shown: t('judging:board.shown', { n: rows.length, of: frame.counts.experts }),
      older:
        found.length > shownRows && last
          ? address(cycleId, query, encodeCursor([last.rank, last.submitted - last.assigned, last.name, last.expertId]))
          : '',
    };
  }

  private async entryRows(cycleId: string, query: BoardQuery, { now }: Frame, request: FastifyRequest) {
    const t = translator(request.locale);
    const after = decodeCursor(query.cursor, [inKey.whole, inKey.text]);
    const found = await this.reader.entries({
      cycleId,
      userId: signedIn(request).userId,
      q: query.q,
      nominationId: null,
      after,
      limit: shownRows + 1,
      now,
    });
    const rows = found.slice(0, shownRows);
    const last = rows.at(-1);
    return {
      entries: rows,
      shown: t('judging:plan.shown', { n: rows.length }),
      older:
        found.length > shownRows && last
          ? address(cycleId, query, encodeCursor([last.dropped ? 0 : last.submitted - last.assigned, last.number]))
          : '',
    };
  }

  private async divergenceRows(cycleId: string, request: FastifyRequest) {
    const t = translator(request.locale);
    const { rows, rule, extraExpert } = await this.reader.divergences(signedIn(request), cycleId);
    return {
      rule: divergenceRuleWords(rule ?? null, extraExpert, t),
      divergences: rows.map((row) => ({
        ...row,
        id: row.submissionId,
        waiting: row.state === 'waiting',
        how: differenceWords(row, t, request.locale),
      })),
    };
  }

  private async scoreRows(cycleId: string, query: BoardQuery, request: FastifyRequest) {
    const t: Translator = translator(request.locale);
    const { task, reading, names } = await this.reader.scores(signedIn(request), cycleId);
    const model = taskModel(task, `/cycles/${cycleId}/evaluation/signals`);
    if (!reading) return { task: model };
    const from = decodeCursor(query.cursor, [inKey.whole])?.[0] ?? 0;
    const all = levelRows(reading, names.experts);
    const rows = all.slice(from, from + shownRows);
    return {
      task: model,
      reading: {
        at: new Date(reading.at),
        panel: {
          sheets: reading.panel.sheets,
          mean: rounded(reading.panel.mean),
          deviation: rounded(reading.panel.deviation),
        },
        rows: rows.map((row) => ({ ...row, href: `/cycles/${cycleId}/experts/${row.id}` })),
        signals: reading.signals.map((signal) => signalWords(signal, names, t)),
      },
      shown: t('judging:board.shown', { n: rows.length, of: all.length }),
      older: all.length > from + shownRows ? address(cycleId, query, encodeCursor([from + shownRows])) : '',
    };
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

const address = (cycleId: string, { view: shown, q }: BoardQuery, cursor: string): string =>
  `/cycles/${cycleId}/evaluation?${new URLSearchParams({ view: shown, ...(q && { q }), cursor }).toString()}`;

/** The later of the personal term and the end of the review. */
function termOf({ dueAt }: BoardExpert, closesAt: Date | null): Date | null {
  return dueAt && (!closesAt || dueAt > closesAt) ? dueAt : closesAt;
}
