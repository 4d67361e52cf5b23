import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mayRunJudging } from '../judging.policy.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { decodeCursor, encodeCursor, inKey } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { frameOf } from '../cross-review/cross-review-words.js';
import { CrossReviewCommentsService } from './cross-review-comments.service.js';
import type { ModeratedComment } from './cross-review-comments.queries.js';
import { CrossReviewReader } from '../cross-review/cross-review.reader.js';

const states = ['unread', 'held', 'passed', 'all'] as const;
const listQuery = z.object({
  state: z.enum(states).default('unread').catch('unread'),
  cursor: z.string().max(500).optional().catch(undefined),
});
type ListQuery = z.infer<typeof listQuery>;
const seenText = z
  .string()
  .regex(/^[0-9a-f-]{36} \d{1,9}$/)
  .transform((text) => ({ id: text.slice(0, 36), version: Number(text.slice(37)) }));
const several = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .pipe(z.array(seenText).max(200));
const moderationForm = z.object({
  verb: z.enum(['pass', 'hold', 'pass-shown']),
  reason: z.string().max(2000).default(''),
  chosen: several,
  shown: several,
  state: z.enum(states).default('unread').catch('unread'),
});
const shownRows = 20;
const marks: Record<ModeratedComment['state'], [mark: string, tone: string]> = {
  unread: ['empty', 'wait'],
  passed: ['full', 'ok'],
  held: ['dash', 'no'],
};

/** The organizer reads comments before the entrants do. */
@Controller('cycles/:cycle/cross-reviews/comments')
export class CrossReviewCommentsPages {
  constructor(
    private readonly reader: CrossReviewReader,
    private readonly comments: CrossReviewCommentsService,
  ) {}

  @Get()
  page(
    @Param('cycle') cycleId: string,
    @Query({ schema: listQuery }) query: ListQuery,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.listPage(cycleId, query, request, formWith());
  }

  @Post()
  moderate(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const { state } = listQuery.parse(body);
    return takeForm(request, moderationForm, {
      act: ({ verb, reason, chosen, shown }, actor) => {
        const seen = verb === 'pass-shown' ? shown : chosen;
        return this.comments.moderate(actor, cycleId, { verb: verb === 'hold' ? 'hold' : 'pass', reason, seen });
      },
      after: ({ decided, changed }, { verb }) => {
        const key = changed > 0 ? 'cross:done.moderatedSome' : `cross:done.${verb === 'hold' ? 'held' : 'passed'}`;
        return done(`/cycles/${cycleId}/cross-reviews/comments?state=${state}`, key, { n: decided, changed });
      },
      again: (form) => this.listPage(cycleId, { state }, request, formView(form, request)),
    });
  }

  private async listPage(cycleId: string, query: ListQuery, request: FastifyRequest, form: FormView): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const after = decodeCursor(query.cursor, [inKey.text, inKey.id]);
    const page = { state: query.state, after, limit: shownRows + 1 };
    const { rows: found, counts } = await this.comments.list(actor, cycleId, page);
    const frame = await this.reader.frame(actor, cycleId);
    const rows = found.slice(0, shownRows);
    const last = rows.at(-1);
    const board = `/cycles/${cycleId}/cross-reviews`;
    const here = `${board}/comments`;
    const chosen = new Set([form.values['chosen'] ?? []].flat());
    return view('pages/judging/cross-review-comments/cross-review-comments', {
      ...frameOf(frame, request),
      crumbs: [{ href: board, label: t('cross:board.title') }, { label: t('cross:comments.title') }],
      here,
      form,
      mayRun: mayRunJudging(actor, cycleId),
      isOpen: frame.scene.stage !== null && frame.scene.stage.closesAt > frame.now,
      state: query.state,
      tabs: states.map((each) => ({
        href: `${here}?state=${each}`,
        label: t(`cross:comments.view.${each}`),
        current: each === query.state,
        count: each === 'unread' ? counts.unread : each === 'held' ? counts.held : 0,
      })),
      rows: rows.map((row) => ({
        ...row,
        seen: `${row.id} ${row.version}`,
        checked: chosen.has(`${row.id} ${row.version}`),
        href: `${board}/${row.submissionId}`,
        covered: row.shown === row.comment ? '' : row.shown,
        status: { word: t(`cross:comments.state.${row.state}`), mark: marks[row.state][0], tone: marks[row.state][1] },
      })),
      newer: query.cursor ? `${here}?state=${query.state}` : '',
      older:
        found.length > shownRows && last
          ? `${here}?${new URLSearchParams({ state: query.state, cursor: encodeCursor([last.number, last.id]) })}`
          : '',
    });
  }
}

/** What others wrote about the own entries. */
@Controller('cross-reviews/received')
export class ReceivedCommentsPages {
  constructor(private readonly comments: CrossReviewCommentsService) {}

  @Get()
  async page(@Req() request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const rows = await this.comments.received(signedIn(request));
    const ids = [...new Set(rows.map(({ submissionId }) => submissionId))];
    return view('pages/judging/cross-review-comments/cross-review-received', {
      entries: ids.map((id) => {
        const own = rows.filter(({ submissionId }) => submissionId === id);
        const { number, title, cycle } = own[0]!;
        return {
          id,
          title,
          over: `${number} · ${cycle}`,
          comments: own.map(({ comment }, index) => ({ label: t('cross:advice.one', { n: index + 1 }), comment })),
        };
      }),
    });
  }
}
