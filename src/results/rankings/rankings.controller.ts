import { Get, Param, Post } from '@nestjs/common';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { RankingsService } from './rankings.service.js';
import { rankingView, toRankingView } from './rankings.schemas.js';

const read = 'results:read';
const write = 'results:write';

/** Rankings for programs. */
@ApiController('nominations/:nomination/ranking')
export class RankingsController {
  constructor(private readonly rankings: RankingsService) {}

  @Get()
  @Describe({ summary: 'The latest ranking with every step', scope: read, response: rankingView })
  async latest(@Caller() actor: Caller, @Param('nomination') id: string) {
    const ranking = await this.rankings.latest(actor, id);
    if (!ranking) throw new Refusal({ code: 'not-found' });
    return toRankingView(ranking, await this.rankings.hiddenFrom(actor));
  }

  @Post()
  @Describe({ summary: 'Rank the submitted sheets', status: 200, scope: write, response: rankingView })
  async rank(@Caller() actor: Caller, @Param('nomination') id: string) {
    const ranking = await this.rankings.rank(actor, id);
    return toRankingView(ranking, await this.rankings.hiddenFrom(actor));
  }
}
