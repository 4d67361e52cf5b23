import { Body, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { expectedVersion, tagged } from '../../platform/http/api/etag.js';
import { scopedActor } from '../../platform/http/request.js';
import { decodeCursor, pageOf, inKey } from '../../platform/http/paging.js';
import { DeskReader } from '../desk.reader.js';
import { CrossReviewCommentsService } from './cross-review-comments.service.js';
import { CrossReviewDutiesService } from './cross-review-duties.service.js';
import { CrossReviewReader } from './cross-review.reader.js';
import {
  adviceView,
  allotmentView,
  commentsQuery,
  commentView,
  dutyView,
  figuresView,
  followedView,
  givenBackView,
  moderationSchema,
  moderationView,
  ownReviewView,
  reasonSchema,
  receivedView,
  reviewDeskView,
  seedQuery,
  seedSchema,
  toAllotment,
  toComment,
  toDuty,
  toFigures,
  toFollowed,
  toOwnReview,
  toReviewDesk,
  toWritten,
  writeSchema,
  writtenView,
} from './cross-review.schemas.js';
import { CrossReviewsService } from './cross-reviews.service.js';

const read = 'judging:read';
const write = 'judging:write';
const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** The cross-review of a cycle, for organizers' programs. */
@ApiController('cycles/:id/cross-reviews')
export class CycleCrossReviewsController {
  constructor(
    private readonly reader: CrossReviewReader,
    private readonly duties: CrossReviewDutiesService,
    private readonly comments: CrossReviewCommentsService,
  ) {}

  @Get()
  @Describe({ summary: 'Entries and what each owes and gets', status: 200, scope: read, response: items(followedView) })
  async board(@Param('id') id: string, @Req() request: FastifyRequest) {
    return { items: (await this.reader.board(scopedActor(request, read), id)).entries.map(toFollowed) };
  }

  @Get('allotments')
  @Describe({ summary: 'What was allotted, with the seeds', status: 200, scope: read, response: items(allotmentView) })
  async allotments(@Param('id') id: string, @Req() request: FastifyRequest) {
    return { items: (await this.reader.board(scopedActor(request, read), id)).allotments.map(toAllotment) };
  }

  @Get('preview')
  @Describe({ summary: 'What an allotment by this seed comes to', status: 200, scope: read, response: figuresView })
  async preview(
    @Param('id') id: string,
    @Query({ schema: seedQuery }) { seed }: z.infer<typeof seedQuery>,
    @Req() request: FastifyRequest,
  ) {
    return toFigures(await this.duties.preview(scopedActor(request, read), id, seed));
  }

  @Post('allotments')
  @Describe({
    summary: 'Allot entries for review to those that have none; the same seed over the same entries gives the same',
    status: 201,
    scope: write,
    response: allotmentView,
  })
  async allot(
    @Param('id') id: string,
    @Body({ schema: seedSchema }) { seed }: z.infer<typeof seedSchema>,
    @Req() request: FastifyRequest,
  ) {
    return toAllotment(await this.duties.allot(scopedActor(request, write), id, seed));
  }

  @Get('comments')
  @Describe({
    summary: 'Comments that were handed in, with what was decided about each',
    status: 200,
    scope: read,
    response: z.object({ items: z.array(commentView), next: z.string().nullable() }),
  })
  async listed(
    @Param('id') id: string,
    @Query({ schema: commentsQuery }) { state, cursor, limit }: z.infer<typeof commentsQuery>,
    @Req() request: FastifyRequest,
  ) {
    const after = decodeCursor(cursor, [inKey.text, inKey.id]);
    const actor = scopedActor(request, read);
    const { rows } = await this.comments.list(actor, id, { state, after, limit: limit + 1 });
    return pageOf(rows, limit, (row) => [row.number, row.id], toComment);
  }

  @Post('comments/moderate')
  @HttpCode(200)
  @Describe({
    summary:
      'Let comments through to the entrants, or hold them back with a reason; those decided about since are left alone',
    status: 200,
    scope: write,
    response: moderationView,
  })
  async moderate(
    @Param('id') id: string,
    @Body({ schema: moderationSchema }) { verb, reason, comments }: z.infer<typeof moderationSchema>,
    @Req() request: FastifyRequest,
  ) {
    return this.comments.moderate(scopedActor(request, write), id, { verb, reason, seen: comments });
  }

  @Get(':submission/reviews')
  @Describe({
    summary: 'The reviews of an entry, by register numbers',
    status: 200,
    scope: read,
    response: items(writtenView),
  })
  async written(@Param('id') id: string, @Param('submission') submissionId: string, @Req() request: FastifyRequest) {
    const { rows } = await this.reader.written(scopedActor(request, read), id, submissionId);
    return { items: rows.map(toWritten) };
  }

  @Post(':submission/nudge')
  @HttpCode(204)
  @Describe({ summary: 'Write to the entrants about what is left, once a day at most', status: 204, scope: write })
  async nudge(@Param('id') id: string, @Param('submission') submissionId: string, @Req() request: FastifyRequest) {
    await this.duties.nudge(scopedActor(request, write), id, submissionId);
  }

  @Post(':submission/excuse')
  @HttpCode(204)
  @Describe({ summary: 'End what an entry owes, with a reason', status: 204, scope: write })
  async excuse(
    @Param('id') id: string,
    @Param('submission') submissionId: string,
    @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>,
    @Req() request: FastifyRequest,
  ) {
    await this.duties.excuse(scopedActor(request, write), id, submissionId, reason);
  }

  @Post(':submission/take-back')
  @HttpCode(204)
  @Describe({ summary: 'Take an excuse back, with a reason: what was owed is owed again', status: 204, scope: write })
  async takeBack(
    @Param('id') id: string,
    @Param('submission') submissionId: string,
    @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>,
    @Req() request: FastifyRequest,
  ) {
    await this.duties.takeBack(scopedActor(request, write), id, submissionId, reason);
  }
}

/** The entrants' own reviews; of what others write only the comments on the own entries that were let through. */
@ApiController('cross-reviews')
export class CrossReviewsController {
  constructor(
    private readonly reviews: CrossReviewsService,
    private readonly comments: CrossReviewCommentsService,
  ) {}

  @Get()
  @Describe({
    summary: 'What the caller’s entries owe, entry by entry',
    status: 200,
    scope: 'submissions:read',
    response: items(dutyView),
  })
  async mine(@Req() request: FastifyRequest) {
    const { duties } = await this.reviews.mine(scopedActor(request, 'submissions:read'));
    return { items: duties.map(toDuty) };
  }

  @Get('received')
  @Describe({
    summary: 'Comments on the caller’s entries that were let through, when the stage has closed',
    status: 200,
    scope: 'submissions:read',
    response: items(receivedView),
  })
  async received(@Req() request: FastifyRequest) {
    const rows = await this.comments.received(scopedActor(request, 'submissions:read'));
    return {
      items: rows.map(({ submissionId, number, comment }) => ({ submissionId, registerNumber: number, comment })),
    };
  }

  @Get(':review')
  @Describe({
    summary: 'One review beside the entry, while the stage is open',
    status: 200,
    scope: 'submissions:read',
    response: reviewDeskView,
  })
  async desk(
    @Param('review') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, toReviewDesk(await this.reviews.desk(scopedActor(request, 'submissions:read'), id)));
  }

  @Put(':review')
  @Describe({ summary: 'Keep a draft', status: 200, scope: 'submissions:write', response: ownReviewView })
  async save(
    @Param('review') id: string,
    @Body({ schema: writeSchema }) input: z.infer<typeof writeSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const actor = scopedActor(request, 'submissions:write');
    const version = expectedVersion(request);
    return tagged(reply, toOwnReview(await this.reviews.save(actor, id, { ...input, version })));
  }

  @Post(':review/submit')
  @HttpCode(200)
  @Describe({
    summary: 'Hand the review in, which freezes it',
    status: 200,
    scope: 'submissions:write',
    response: ownReviewView,
  })
  async submit(
    @Param('review') id: string,
    @Body({ schema: writeSchema }) input: z.infer<typeof writeSchema>,
    @Req() request: FastifyRequest,
  ) {
    const actor = scopedActor(request, 'submissions:write');
    const version = expectedVersion(request);
    return toOwnReview(await this.reviews.submit(actor, id, { ...input, version }));
  }

  @Post(':review/conflict')
  @HttpCode(200)
  @Describe({
    summary: 'Give an entry back because its people are known; another comes in its place',
    status: 200,
    scope: 'submissions:write',
    response: givenBackView,
  })
  async conflict(
    @Param('review') id: string,
    @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>,
    @Req() request: FastifyRequest,
  ) {
    const other = await this.reviews.giveBack(scopedActor(request, 'submissions:write'), id, reason);
    return { replacedBy: other?.id ?? null };
  }
}

/** What entrants wrote about an entry, for the expert who judges it. */
@ApiController('evaluations')
export class AdviceController {
  constructor(private readonly desks: DeskReader) {}

  @Get(':assignmentId/cross-reviews')
  @Describe({
    summary: 'Comments on the entry, once the own sheet is submitted and where the rules show them',
    status: 200,
    scope: read,
    response: items(adviceView),
  })
  async advice(@Param('assignmentId') id: string, @Req() request: FastifyRequest) {
    return { items: (await this.desks.desk(scopedActor(request, read), id)).advice };
  }
}
