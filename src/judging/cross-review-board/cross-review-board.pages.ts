import { randomInt } from 'node:crypto';
import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mayRunJudging } from '../judging.policy.js';
import { mayTakeBack } from '../../domain/judging/cross-review.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { anyForm, takeForm } from '../../platform/http/pages/forms.js';
import { done, download, view, type Download, type View } from '../../platform/http/pages/page.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { csvText } from '../../platform/tables/csv-writer.js';
import { dutyStatus, frameOf, gradesWords, mayEnd, untilOf } from '../cross-review/cross-review-words.js';
import { CrossReviewDutiesService } from './cross-review-duties.service.js';
import { CrossReviewBoardReader, type FollowedEntry } from './cross-review-board.reader.js';

const seeds = 2_000_000_000;
const shownRows = 50;
const boardQuery = z.object({
  view: z.enum(['unfinished', 'all']).optional().catch(undefined),
  q: z.string().max(100).default('').catch(''),
  all: z.string().optional().catch(undefined),
  seed: z.coerce.number().int().min(0).max(seeds).optional().catch(undefined),
});
type BoardQuery = z.infer<typeof boardQuery>;
const seedForm = z.object({ seed: z.coerce.number().int().min(0).max(seeds) });
const reasonForm = z.object({ reason: z.string().max(2000).default('') });
type Board = Awaited<ReturnType<CrossReviewBoardReader['board']>>;

/** The organizer's side of the cross-review: allotting, who is where, what was written. */
@Controller('cycles/:cycle/cross-reviews')
export class CrossReviewBoardPages {
  constructor(
    private readonly reader: CrossReviewBoardReader,
    private readonly duties: CrossReviewDutiesService,
  ) {}

  @Get()
  page(
    @Param('cycle') cycleId: string,
    @Query({ schema: boardQuery }) query: BoardQuery,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.boardPage(cycleId, query, request, formWith());
  }

  @Post()
  allot(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, seedForm, {
      act: ({ seed }, actor) => this.duties.allot(actor, cycleId, seed),
      after: ({ figures }) => done(`/cycles/${cycleId}/cross-reviews`, 'cross:done.allotted', { n: figures.entries }),
      again: (form) => this.boardPage(cycleId, { q: '' }, request, formView(form, request)),
    });
  }

  @Get('reviews.csv')
  async csv(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<Download> {
    const t = translator(request.locale);
    const { criteria, rows } = await this.reader.written(signedIn(request), cycleId);
    const head = ['number', 'title', 'by', 'state', 'comment', 'reason', 'submitted'].map((key) =>
      t(`cross:csv.${key}`),
    );
    const lines = rows.map((row) => [
      row.number,
      row.title,
      row.byNumber,
      t(`cross:review.${row.state}`),
      row.comment,
      row.reason,
      row.submittedAt?.toISOString() ?? '',
      ...criteria.map(({ id }) => row.grades[id] ?? ''),
    ]);
    const table = [[...head, ...criteria.map(({ title }) => title)], ...lines];
    const text = csvText(table);
    return download(text, 'cross-reviews.csv', 'text/csv; charset=utf-8');
  }

  /** What entrants wrote about one entry. */
  @Get(':entry')
  async entry(
    @Param('cycle') cycleId: string,
    @Param('entry') entryId: string,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const board = await this.reader.board(actor, cycleId);
    const entry = board.entries.find(({ submissionId }) => submissionId === entryId);
    if (!entry) throw new Refusal({ code: 'not-found' });
    const { criteria, rows } = await this.reader.written(actor, cycleId, entryId);
    return view('pages/judging/cross-review-board/cross-review-entry', {
      ...frameOf(board, request),
      crumbs: [{ href: `/cycles/${cycleId}/cross-reviews`, label: t('cross:board.title') }, { label: entry.number }],
      title: entry.title,
      over: `${entry.number} · ${entry.nomination}`,
      status: dutyStatus(entry.state, t),
      excuses: (await this.reader.excuses(entryId)).map(({ kind, reason, at, by }) => ({
        word: t(`cross:excuse.${kind}`),
        at: formatInstant(at, { locale, timeZone, now: board.now }),
        by,
        reason,
      })),
      entryHref: `/submissions/${entryId}`,
      rows: rows.map((row) => ({
        by: row.byNumber,
        word: t(`cross:review.${row.state}`),
        mark: row.state === 'submitted' ? 'full' : row.state === 'conflicted' ? 'dash' : 'empty',
        tone: row.state === 'submitted' ? 'ok' : '',
        at: row.submittedAt ? formatInstant(row.submittedAt, { locale, timeZone, now: board.now }) : '',
        comment: row.comment,
        reason: row.reason,
        grades: gradesWords(row.grades, criteria),
      })),
    });
  }

  @Post(':entry/nudge')
  nudge(@Param('cycle') cycleId: string, @Param('entry') entryId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.duties.nudge(actor, cycleId, entryId),
      after: () => done(`/cycles/${cycleId}/cross-reviews`, 'cross:done.nudged'),
      again: (form) => this.boardPage(cycleId, { q: '' }, request, formView(form, request)),
    });
  }

  @Post(':entry/excuse')
  excuse(@Param('cycle') cycleId: string, @Param('entry') entryId: string, @Req() request: FastifyRequest) {
    return takeForm(request, reasonForm, {
      act: ({ reason }, actor) => this.duties.excuse(actor, cycleId, entryId, reason),
      after: () => done(`/cycles/${cycleId}/cross-reviews`, 'cross:done.excused'),
      again: (form) => this.boardPage(cycleId, { q: '' }, request, formView(form, request)),
    });
  }

  @Post(':entry/take-back')
  takeBack(@Param('cycle') cycleId: string, @Param('entry') entryId: string, @Req() request: FastifyRequest) {
    return takeForm(request, reasonForm, {
      act: ({ reason }, actor) => this.duties.takeBack(actor, cycleId, entryId, reason),
      after: () => done(`/cycles/${cycleId}/cross-reviews`, 'cross:done.takenBack'),
      again: (form) => this.boardPage(cycleId, { q: '' }, request, formView(form, request)),
    });
  }

  private async boardPage(cycleId: string, query: BoardQuery, request: FastifyRequest, form: FormView): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const board = await this.reader.board(actor, cycleId);
    const preview = query.seed === undefined ? null : await this.previewOf(cycleId, query.seed, request);
    const { scene, allotments, now } = board;
    const mayRun = mayRunJudging(actor, cycleId);
    const waiting = board.entries.filter(({ state }) => state === 'unallotted').length;
    const isOver = scene.stage !== null && scene.stage.closesAt <= now;
    return view('pages/judging/cross-review-board/cross-review-board', {
      ...frameOf(board, request),
      lead: leadOf(board, request, t),
      commentsHref: allotments.length > 0 ? `/cycles/${cycleId}/cross-reviews/comments` : '',
      off: scene.rules.reviews === 0 ? 'rule' : scene.stage === null ? 'stage' : '',
      rulesHref: `/cycles/${cycleId}/judging-rules#cross-review`,
      stagesHref: `/cycles/${cycleId}/stages`,
      figures: figuresOf(board, t),
      form,
      mayRun,
      mayAllot: mayRun && waiting > 0 && !isOver,
      waiting,
      seed: String(form.values['seed'] ?? query.seed ?? randomInt(seeds)),
      preview,
      allotments: allotments.map(({ seed, reviews, figures, allottedAt }) => ({
        at: allottedAt,
        seed: String(seed),
        reviews,
        ...figures,
        spread: figures.least === figures.most ? String(figures.most) : `${figures.least}–${figures.most}`,
      })),
      ...this.rowsOf(board, query, t),
    });
  }

  private async previewOf(cycleId: string, seed: number, request: FastifyRequest) {
    const { locale, timeZone, id } = request;
    try {
      const figures = await this.duties.preview(signedIn(request), cycleId, seed);
      const spread = figures.least === figures.most ? String(figures.most) : `${figures.least}–${figures.most}`;
      return { seed: String(seed), ...figures, spread, refusal: null };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'forbidden' || error.code === 'not-found') throw error;
      const refusal = problemOf(error, { locale, timeZone, requestId: id });
      return { seed: String(seed), entries: 0, pairs: 0, least: 0, most: 0, spread: '', refusal };
    }
  }

  private rowsOf(board: Board, query: BoardQuery, t: Translator) {
    const { entries, scene } = board;
    const here = `/cycles/${scene.cycle.id}/cross-reviews`;
    const open = entries.filter(({ state }) => mayEnd(state));
    const current = query.view ?? (open.length > 0 ? 'unfinished' : 'all');
    const words = query.q.trim().toLowerCase();
    const found = (current === 'all' ? entries : open).filter(
      ({ number, title }) => !words || `${number} ${title}`.toLowerCase().includes(words),
    );
    const shown = query.all ? found : found.slice(0, shownRows);
    const rest = new URLSearchParams({ view: current, ...(query.q && { q: query.q }), all: '1' });
    return {
      here,
      q: query.q,
      current,
      tabs: (['unfinished', 'all'] as const).map((each) => ({
        href: `${here}?view=${each}`,
        label: t(`cross:board.view.${each}`),
        current: each === current,
        count: each === 'unfinished' ? open.length : 0,
      })),
      rows: shown.map((entry) => rowOf(entry, { ...board, stage: scene.stage }, t)),
      shown: t('cross:board.shown', { n: shown.length, of: found.length }),
      more: shown.length < found.length ? { href: `${here}?${rest}`, label: t('cross:board.showAll') } : null,
    };
  }
}

function leadOf({ scene, now }: Board, request: FastifyRequest, t: Translator): string {
  const { rules, stage } = scene;
  if (rules.reviews === 0 || !stage) return '';
  const until = untilOf(scene, now, request);
  return t(stage.closesAt <= now ? 'cross:board.over' : 'cross:board.lead', { n: rules.reviews, until });
}

function figuresOf({ entries, scene }: Board, t: Translator) {
  const sum = (of: (entry: FollowedEntry) => number) => entries.reduce((total, entry) => total + of(entry), 0);
  const count = (...states: FollowedEntry['state'][]) => entries.filter(({ state }) => states.includes(state)).length;
  return [
    {
      label: t('cross:figure.submitted'),
      value: sum(({ submitted }) => submitted ?? 0),
      note: t('cross:figure.of', { n: sum(({ needed }) => needed ?? 0) }),
    },
    { label: t('cross:figure.done'), value: count('done') },
    { label: t('cross:figure.owing'), value: count('owing') },
    scene.rules.unfinished === 'dropped'
      ? { label: t('cross:figure.dropped'), value: count('dropped') }
      : { label: t('cross:figure.noted'), value: count('noted') },
    { label: t('cross:figure.excused'), value: count('excused') },
  ];
}

function rowOf(
  entry: FollowedEntry,
  facts: Parameters<typeof mayTakeBack>[1] & { scene: Board['scene'] },
  t: Translator,
) {
  const here = `/cycles/${facts.scene.cycle.id}/cross-reviews`;
  return {
    id: entry.submissionId,
    href: `${here}/${entry.submissionId}`,
    title: entry.title,
    number: entry.number,
    organisation: entry.organisation,
    nomination: entry.nomination,
    status: dutyStatus(entry.state, t),
    owed: entry.needed === null ? '–' : t('common:progress.of', { done: entry.submitted ?? 0, total: entry.needed }),
    got: t('common:progress.of', { done: entry.received, total: entry.receives }),
    excuse: entry.excuseReason,
    nudgedAt: entry.nudgedAt,
    mayNudge: entry.state === 'owing',
    mayEnd: mayEnd(entry.state),
    mayTakeBack: mayTakeBack(entry.excusedAt, facts),
  };
}
