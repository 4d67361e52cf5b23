import { Body, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { RankingsService } from '../rankings/rankings.service.js';
import { rankingView, toRankingView } from '../rankings/rankings.schemas.js';
import { bodyBallotsSchema } from './second-phase.schemas.js';
import { SecondPhaseService } from './second-phase.service.js';

const write = 'results:write';

/** What a body gives in the second phase, for programs. */
@ApiController('nominations/:nomination/ranking/ballots')
export class BodyBallotsController {
  constructor(
    private readonly rankings: RankingsService,
    private readonly secondPhase: SecondPhaseService,
  ) {}

  @Post()
  @Describe({
    summary: 'Record the marks or votes of the second phase and rank again by them',
    scope: write,
    response: rankingView,
  })
  async record(
    @Caller() actor: Caller,
    @Param('nomination') id: string,
    @Body({ schema: bodyBallotsSchema }) input: z.infer<typeof bodyBallotsSchema>,
  ) {
    const ballots = input.ballots.map(({ voterId, marks, order }) => ({
      voterId,
      ...(marks && { marks }),
      ...(order && { order }),
    }));
    const ranking = await this.secondPhase.record(actor, id, { ...input, ballots });
    return toRankingView(ranking, await this.rankings.hiddenFrom(actor));
  }
}
