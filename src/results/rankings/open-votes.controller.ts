import { Body, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
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
  @Describe({ summary: 'Record an open vote between equals and rank again by it', scope: write, response: rankingView })
  async vote(
    @Caller() actor: Caller,
    @Param('nomination') id: string,
    @Body({ schema: openVoteSchema }) input: z.infer<typeof openVoteSchema>,
  ) {
    const ranking = await this.openVotes.vote(actor, id, input);
    return toRankingView(ranking, await this.rankings.hiddenFrom(actor));
  }
}
