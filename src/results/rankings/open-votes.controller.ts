import { Body, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { OpenVotesService } from './open-votes.service.js';
import { RankingsService } from './rankings.service.js';
import { openVoteSchema, rankingView, toRankingView } from './rankings.schemas.js';

const write = 'results:write';

/** An open vote between equals, for programs. */
@ApiController('nominations/:nomination/open-votes')
export class OpenVotesController {
  constructor(
    private readonly rankings: RankingsService,
    private readonly openVotes: OpenVotesService,
  ) {}

  @Post()
  @Describe({
    summary: 'Record an open vote between equals and rank again by it',
    status: 201,
    scope: write,
    response: rankingView,
  })
  async vote(
    @Param('nomination') id: string,
    @Body({ schema: openVoteSchema }) input: z.infer<typeof openVoteSchema>,
    @Req() request: FastifyRequest,
  ) {
    const actor = scopedActor(request, write);
    const ranking = await this.openVotes.vote(actor, id, input);
    return toRankingView(ranking, await this.rankings.hiddenFrom(actor));
  }
}
