import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { decodeCursor, inKey, pageOf } from '../../platform/http/paging.js';
import {
  commentsQuery,
  commentView,
  moderationSchema,
  moderationView,
  receivedView,
  toComment,
} from './cross-review-comments.schemas.js';
import { CrossReviewCommentsService } from './cross-review-comments.service.js';

const read = 'judging:read';
const write = 'judging:write';

/** Comments of a cycle's cross-review and what is decided about them, for organizers' programs. */
@ApiController('cycles/:id/cross-reviews')
export class CrossReviewCommentsController {
  constructor(private readonly comments: CrossReviewCommentsService) {}

  @Get('comments')
  @Describe({
    id: 'CycleCrossReviews.listed',
    summary: 'Comments that were handed in, with what was decided about each',
    scope: read,
    response: z.object({ items: z.array(commentView), next: z.string().nullable() }),
  })
  async listed(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Query({ schema: commentsQuery }) { state, cursor, limit }: z.infer<typeof commentsQuery>,
  ) {
    const after = decodeCursor(cursor, [inKey.text, inKey.id]);
    const { rows } = await this.comments.list(actor, id, { state, after, limit: limit + 1 });
    return pageOf(rows, limit, (row) => [row.number, row.id], toComment);
  }

  @Post('comments/moderate')
  @Describe({
    id: 'CycleCrossReviews.moderate',
    summary:
      'Let comments through to the entrants, or hold them back with a reason; those decided about since are left alone',
    status: 200,
    scope: write,
    response: moderationView,
  })
  async moderate(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: moderationSchema }) { verb, reason, comments }: z.infer<typeof moderationSchema>,
  ) {
    return this.comments.moderate(actor, id, { verb, reason, seen: comments });
  }
}

/** What others wrote about the caller's entries. */
@ApiController('cross-reviews')
export class ReceivedCommentsController {
  constructor(private readonly comments: CrossReviewCommentsService) {}

  @Get('received')
  @Describe({
    id: 'CrossReviews.received',
    summary: 'Comments on the caller’s entries that were let through, when the stage has closed',
    scope: 'submissions:read',
    response: z.object({ items: z.array(receivedView) }),
  })
  async received(@Caller() actor: Caller) {
    const rows = await this.comments.received(actor);
    return {
      items: rows.map(({ submissionId, number, comment }) => ({ submissionId, registerNumber: number, comment })),
    };
  }
}
