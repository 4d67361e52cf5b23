import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal, type RefusalDetail } from '../../domain/kernel/refusal.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { anyForm, takeForm, type FormBody } from '../../platform/http/pages/forms.js';
import { done, download, view, type Download, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatClock } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { CrossReviewCommentsService } from '../cross-review-comments/cross-review-comments.service.js';
import { deskModel, mineModel, reviewInput, staleFields } from './cross-review-model.js';
import { CrossReviewsService, type ReviewInput } from './cross-reviews.service.js';

const reasonForm = z.object({ reason: z.string().max(2000).default('') });

/** Entrants review each other's entries: the list, and one entry with the comment beside it. */
@Controller('cross-reviews')
export class CrossReviewPages {
  constructor(
    private readonly reviews: CrossReviewsService,
    private readonly comments: CrossReviewCommentsService,
  ) {}

  @Get()
  async mine(@Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const { duties, now } = await this.reviews.mine(actor);
    const received = (await this.comments.received(actor)).length;
    return view('pages/judging/cross-review-writing/cross-reviews', {
      duties: mineModel(duties, now, request),
      received,
    });
  }

  @Get(':review')
  desk(@Param('review') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.deskPage(id, request, null);
  }

  /** One form: keep, or hand in. Autosave posts the same body. */
  @Post(':review')
  async write(
    @Param('review') id: string,
    @Body() body: FormBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const input = reviewInput(body);
    try {
      if (!request.headers['x-autosave']) return await this.writeByForm(id, input, body, request);
      const { version, savedAt } = await this.reviews.save(signedIn(request), id, input);
      return { version, savedAt: savedAt!.toISOString() };
    } catch (error) {
      if (error instanceof Refusal && error.detail.code === 'stale-edit')
        return this.stalePage(id, error.detail, request, reply);
      throw error;
    }
  }

  private writeByForm(
    id: string,
    input: ReviewInput,
    body: FormBody,
    request: FastifyRequest,
  ): Promise<View | Redirect> {
    const verb = body['verb'] === 'submit' ? 'submit' : 'save';
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.reviews[verb](actor, id, input),
      after: () =>
        verb === 'submit'
          ? done('/cross-reviews', 'cross:done.submitted')
          : done(`/cross-reviews/${id}`, 'cross:done.saved'),
      again: (form) => this.deskPage(id, request, { ...form, typed: input }),
    });
  }

  @Get(':review/conflict')
  askConflict(@Param('review') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.conflictPage(id, request, formWith());
  }

  @Post(':review/conflict')
  giveBack(@Param('review') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, reasonForm, {
      act: ({ reason }, actor) => this.reviews.giveBack(actor, id, reason),
      after: (other) => done('/cross-reviews', other ? 'cross:done.replaced' : 'cross:done.givenBack'),
      again: (form) => this.conflictPage(id, request, formView(form, request)),
    });
  }

  @Get(':review/files/:file')
  async file(
    @Param('review') id: string,
    @Param('file') fileId: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const { bytes, name, type } = await this.reviews.file(signedIn(request), id, fileId);
    return download(bytes, name, type);
  }

  private async conflictPage(id: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { revision } = await this.reviews.desk(signedIn(request), id);
    return view('pages/judging/cross-review-writing/cross-review-conflict', { id, title: revision.title, form });
  }

  private async deskPage(
    id: string,
    request: FastifyRequest,
    again: Parameters<typeof deskModel>[2]['again'],
  ): Promise<View> {
    const actor = signedIn(request);
    const desk = await this.reviews.desk(actor, id);
    const { duties } = await this.reviews.mine(actor);
    const duty = duties.find(({ submissionId }) => submissionId === desk.own.id);
    if (!duty) throw new Refusal({ code: 'not-found' });
    return view('pages/judging/cross-review-writing/cross-review', deskModel(desk, duty, { request, again }));
  }

  /** 409 with both versions side by side: autosave takes the panel out of it, without scripts it is the page. */
  private async stalePage(
    id: string,
    detail: RefusalDetail & { code: 'stale-edit' },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<View> {
    const t = translator(request.locale);
    const desk = await this.reviews.desk(signedIn(request), id);
    const yours = detail.yours as Omit<ReviewInput, 'version'>;
    const theirs = detail.theirs as Omit<ReviewInput, 'version'>;
    void reply.status(409);
    const model = {
      id,
      version: String(detail.version),
      by: t('cross:stale.by', { time: formatClock(detail.changedAt, request.timeZone) }),
      fields: staleFields(desk, { yours, theirs }, t),
      hidden: [
        ...Object.entries(yours.grades).map(([key, value]) => ({ name: `score-${key}`, value })),
        { name: 'comment', value: yours.comment },
      ],
    };
    return view('pages/judging/cross-review-writing/cross-review-stale', model, 409);
  }
}
