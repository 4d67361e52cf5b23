import { Body, Get, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion } from '../../platform/http/api/caller.js';
import {
  dutyView,
  givenBackView,
  ownReviewView,
  reasonSchema,
  reviewDeskView,
  toDuty,
  toOwnReview,
  toReviewDesk,
  writeSchema,
} from './cross-reviews.schemas.js';
import { CrossReviewsService } from './cross-reviews.service.js';

const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** The entrants' own reviews; of what others write only the comments on the own entries that were let through. */
@ApiController('cross-reviews')
export class CrossReviewsController {
  constructor(private readonly reviews: CrossReviewsService) {}

  @Get()
  @Describe({
    summary: 'What the caller’s entries owe, entry by entry',
    scope: 'submissions:read',
    response: items(dutyView),
  })
  async mine(@Caller() actor: Caller) {
    const { duties } = await this.reviews.mine(actor);
    return { items: duties.map(toDuty) };
  }

  @Get(':review')
  @Describe({
    summary: 'One review beside the entry, while the stage is open',
    scope: 'submissions:read',
    response: reviewDeskView,
    tagged: true,
  })
  async desk(@Caller() actor: Caller, @Param('review') id: string) {
    return toReviewDesk(await this.reviews.desk(actor, id));
  }

  @Put(':review')
  @Describe({ summary: 'Keep a draft', scope: 'submissions:write', response: ownReviewView, tagged: true })
  async save(
    @Caller() actor: Caller,
    @Param('review') id: string,
    @Body({ schema: writeSchema }) input: z.infer<typeof writeSchema>,
    @ExpectedVersion() version: number,
  ) {
    return toOwnReview(await this.reviews.save(actor, id, { ...input, version }));
  }

  @Post(':review/submit')
  @Describe({
    summary: 'Hand the review in, which freezes it',
    status: 200,
    scope: 'submissions:write',
    response: ownReviewView,
  })
  async submit(
    @Caller() actor: Caller,
    @Param('review') id: string,
    @Body({ schema: writeSchema }) input: z.infer<typeof writeSchema>,
    @ExpectedVersion() version: number,
  ) {
    return toOwnReview(await this.reviews.submit(actor, id, { ...input, version }));
  }

  @Post(':review/conflict')
  @Describe({
    summary: 'Give an entry back because its people are known; another comes in its place',
    status: 200,
    scope: 'submissions:write',
    response: givenBackView,
  })
  async conflict(
    @Caller() actor: Caller,
    @Param('review') id: string,
    @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>,
  ) {
    const other = await this.reviews.giveBack(actor, id, reason);
    return { replacedBy: other?.id ?? null };
  }
}
