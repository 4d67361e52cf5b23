import { Body, Delete, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { AwardsReader } from '../awards/awards.reader.js';
import { awardView, nobodyView, toAwardView, toNobodyView } from '../awards/awards.schemas.js';
import { awardSchema } from './awarding.schemas.js';
import { AwardsService } from './awards.service.js';

const read = 'results:read';
const write = 'results:write';

/** Decisions of bodies on entries, for programs. */
@ApiController('cycles/:cycle')
export class AwardsController {
  constructor(
    private readonly reader: AwardsReader,
    private readonly awards: AwardsService,
  ) {}

  @Get('awards')
  @Describe({ id: 'Results.listAwards', summary: 'Decisions on entries', scope: read, response: listOf(awardView) })
  async listAwards(@Caller() actor: Caller, @Param('cycle') cycle: string) {
    return { items: (await this.reader.awards(actor, cycle)).map(toAwardView) };
  }

  @Post('awards')
  @Describe({
    id: 'Results.decide',
    summary: 'Name winners or finalists of a nomination, or recommend an entry for replication',
    scope: write,
    response: listOf(awardView),
  })
  async decide(@Caller() actor: Caller, @Body({ schema: awardSchema }) input: z.infer<typeof awardSchema>) {
    const awards =
      input.outcome === 'recommended'
        ? await this.awards.recommend(actor, { ...input, chosen: [input] })
        : await this.awards.name(actor, input);
    return { items: awards.map(toAwardView) };
  }

  @Delete('awards/:id')
  @Describe({ id: 'Results.undo', summary: 'Take a decision back before it is published', status: 204, scope: write })
  async undo(@Caller() actor: Caller, @Param('id') id: string): Promise<void> {
    await this.awards.undo(actor, id);
  }

  @Get('not-awarded')
  @Describe({
    id: 'Decisions.nobody',
    summary: 'Kinds that were awarded to nobody',
    scope: read,
    response: listOf(nobodyView),
  })
  async nobody(@Caller() actor: Caller, @Param('cycle') cycle: string) {
    return { items: (await this.reader.nobody(actor, cycle)).map(toNobodyView) };
  }
}
