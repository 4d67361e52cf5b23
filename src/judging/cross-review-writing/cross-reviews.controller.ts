import { Body, Get, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { expectedVersion, tagged } from '../../platform/http/api/etag.js';
import { scopedActor } from '../../platform/http/request.js';
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
    status: 200,
    scope: 'submissions:read',
    response: items(dutyView),
  })
  async mine(@Req() request: FastifyRequest) {
    const { duties } = await this.reviews.mine(scopedActor(request, 'submissions:read'));
    return { items: duties.map(toDuty) };
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
