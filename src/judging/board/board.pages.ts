import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { mayRunJudging } from '../judging.policy.js';
import { instantOf, isLocalTime } from '../../domain/kernel/local-day.js';
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
import { decodeCursor, inKey } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { csvText } from '../../platform/tables/csv-writer.js';
import {
  boardViews,
  divergenceRows,
  entryRows,
  expertRows,
  scoreRows,
  shownRows,
  termOf,
  type BoardQuery,
} from './board-model.js';
import { BoardReader } from './board.reader.js';
import { BoardService } from './board.service.js';
import { DivergenceService } from '../divergence/divergence.service.js';
import { PlanTasks } from '../plans/plan-tasks.service.js';
import { refusalModel } from '../assignment/plan-frame-model.js';
import { SignalsService } from './signals.service.js';

const boardQuery = z.object({
  view: z.enum(boardViews).default('experts').catch('experts'),
  q: z.string().max(100).default('').catch(''),
  cursor: z.string().max(500).optional().catch(undefined),
});
const extendForm = z.object({
  dueAt: z.string().refine(isLocalTime).or(z.literal('')),
});
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
    return download(csvText([head, ...lines]), 'evaluation.csv', 'text/csv; charset=utf-8');
  }

  @Post('experts/:expert/nudge')
  nudge(@Param('cycle') cycleId: string, @Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.board.nudge(actor, cycleId, expertId),
      after: () => done(`/cycles/${cycleId}/evaluation`, 'judging:board.nudgeSent'),
      again: ({ refusal }) => this.boardPage(cycleId, { view: 'experts', q: '' }, request, refusal),
    });
  }

  /** The expert's unfinished entries go to others: a further plan, to be seen before it is published. */
  @Post('experts/:expert/replace')
  replace(@Param('cycle') cycleId: string, @Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.plans.replace(actor, cycleId, expertId),
      after: () => redirect(`/cycles/${cycleId}/assignment`),
      again: ({ refusal }) => this.boardPage(cycleId, { view: 'experts', q: '' }, request, refusal),
    });
  }

  @Post('experts/:expert/extend')
  extend(@Param('cycle') cycleId: string, @Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return takeForm(request, extendForm, {
      act: async ({ dueAt }, actor) => {
        const { cycle } = await this.reader.frame(actor, cycleId);
        const at = dueAt ? instantOf(dueAt, cycle.timeZone) : null;
        await this.board.extend(actor, cycleId, expertId, at);
      },
      after: () => done(`/cycles/${cycleId}/evaluation`, 'judging:board.extended'),
      again: ({ refusal }) => this.boardPage(cycleId, { view: 'experts', q: '' }, request, refusal),
    });
  }

  @Post('divergence/:entry')
  give(@Param('cycle') cycleId: string, @Param('entry') entryId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.divergence.give(actor, cycleId, entryId),
      after: () => done(`/cycles/${cycleId}/evaluation?view=divergence`, 'judging:diverge.given'),
      again: ({ refusal }) => this.boardPage(cycleId, { view: 'divergence', q: '' }, request, refusal),
    });
  }

  @Post('signals')
  read(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.signals.ask(actor, cycleId),
      after: () => redirect(`/cycles/${cycleId}/evaluation?view=scores`),
      again: ({ refusal }) => this.boardPage(cycleId, { view: 'scores', q: '' }, request, refusal),
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
      side: cycleSide(request, cycleId, 'evaluation'),
      strip: phaseStrip({ stages, now, timeZone, locale, cycleZone: frame.cycle.timeZone }),
      here,
      zone: frame.cycle.timeZone,
      current: query.view,
      q: query.q,
      search: query.view === 'experts' || query.view === 'entries',
      searchLabel: t(query.view === 'entries' ? 'judging:board.searchEntry' : 'judging:board.search'),
      lead: t('judging:board.lead', { done: counts.submitted, total: counts.assigned }),
      mayRun: mayRunJudging(actor, cycleId),
      mayReplace: await this.plans.mayReplan(actor, { cycleId }),
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
      tabs: boardViews.map((each) => ({
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

  /** The rows of the view that is asked for. */
  private async rowsOf(cycleId: string, query: BoardQuery, frame: Frame, request: FastifyRequest): Promise<object> {
    const t = translator(request.locale);
    const asked = { cycleId, query, t };
    const { now, closesAt } = frame;
    const { q } = query;
    const limit = shownRows + 1;
    switch (query.view) {
      case 'experts': {
        const after = decodeCursor(query.cursor, [inKey.whole, inKey.whole, inKey.text, inKey.id]);
        return expertRows(await this.reader.experts({ cycleId, now, closesAt, q, after, limit }), frame, asked);
      }
      case 'entries': {
        const after = decodeCursor(query.cursor, [inKey.whole, inKey.text]);
        const { userId } = signedIn(request);
        return entryRows(
          await this.reader.entries({ cycleId, userId, q, nominationId: null, after, limit, now }),
          asked,
        );
      }
      case 'divergence':
        return divergenceRows(await this.reader.divergences(signedIn(request), cycleId), t, request.locale);
      case 'scores': {
        const found = await this.reader.scores(signedIn(request), cycleId);
        const from = found.reading ? (decodeCursor(query.cursor, [inKey.whole])?.[0] ?? 0) : 0;
        return scoreRows(found, from, asked);
      }
    }
  }
}
