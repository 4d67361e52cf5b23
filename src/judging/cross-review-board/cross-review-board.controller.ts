import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { CrossReviewBoardReader } from './cross-review-board.reader.js';
import { CrossReviewDutiesService } from './cross-review-duties.service.js';
import { Get, Param, Query, Post, Body } from '@nestjs/common';
import {
  followedView,
  toFollowed,
  allotmentView,
  toAllotment,
  figuresView,
  seedQuery,
  toFigures,
  seedSchema,
  writtenView,
  toWritten,
} from './cross-review-board.schemas.js';
import { reasonSchema } from '../cross-review-writing/cross-reviews.schemas.js';
import { z } from 'zod';

const read = 'judging:read';
const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const write = 'judging:write';

/** The cross-review of a cycle, for organizers' programs. */
@ApiController('cycles/:id/cross-reviews')
export class CrossReviewBoardController {
  constructor(
    private readonly reader: CrossReviewBoardReader,
    private readonly duties: CrossReviewDutiesService,
  ) {}

  @Get()
  @Describe({
    id: 'CycleCrossReviews.board',
    summary: 'Entries and what each owes and gets',
    scope: read,
    response: items(followedView),
  })
  async board(@Caller() actor: Caller, @Param('id') id: string) {
    return { items: (await this.reader.board(actor, id)).entries.map(toFollowed) };
  }

  @Get('allotments')
  @Describe({
    id: 'CycleCrossReviews.allotments',
    summary: 'What was allotted, with the seeds',
    scope: read,
    response: items(allotmentView),
  })
  async allotments(@Caller() actor: Caller, @Param('id') id: string) {
    return { items: (await this.reader.board(actor, id)).allotments.map(toAllotment) };
  }

  @Get('preview')
  @Describe({
    id: 'CycleCrossReviews.preview',
    summary: 'What an allotment by this seed comes to',
    scope: read,
    response: figuresView,
  })
  async preview(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Query({ schema: seedQuery }) { seed }: z.infer<typeof seedQuery>,
  ) {
    return toFigures(await this.duties.preview(actor, id, seed));
  }

  @Post('allotments')
  @Describe({
    id: 'CycleCrossReviews.allot',
    summary: 'Allot entries for review to those that have none; the same seed over the same entries gives the same',
    scope: write,
    response: allotmentView,
  })
  async allot(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: seedSchema }) { seed }: z.infer<typeof seedSchema>,
  ) {
    return toAllotment(await this.duties.allot(actor, id, seed));
  }

  @Get(':submission/reviews')
  @Describe({
    id: 'CycleCrossReviews.written',
    summary: 'The reviews of an entry, by register numbers',
    scope: read,
    response: items(writtenView),
  })
  async written(@Caller() actor: Caller, @Param('id') id: string, @Param('submission') submissionId: string) {
    const { rows } = await this.reader.written(actor, id, submissionId);
    return { items: rows.map(toWritten) };
  }

  @Post(':submission/nudge')
  @Describe({
    id: 'CycleCrossReviews.nudge',
    summary: 'Write to the entrants about what is left, once a day at most',
    status: 204,
    scope: write,
  })
  async nudge(@Caller() actor: Caller, @Param('id') id: string, @Param('submission') submissionId: string) {
    await this.duties.nudge(actor, id, submissionId);
  }

  @Post(':submission/excuse')
  @Describe({
    id: 'CycleCrossReviews.excuse',
    summary: 'End what an entry owes, with a reason',
    status: 204,
    scope: write,
  })
  async excuse(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('submission') submissionId: string,
    @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>,
  ) {
    await this.duties.excuse(actor, id, submissionId, reason);
  }

  @Post(':submission/take-back')
  @Describe({
    id: 'CycleCrossReviews.takeBack',
    summary: 'Take an excuse back, with a reason: what was owed is owed again',
    status: 204,
    scope: write,
  })
  async takeBack(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('submission') submissionId: string,
    @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>,
  ) {
    await this.duties.takeBack(actor, id, submissionId, reason);
  }
}
