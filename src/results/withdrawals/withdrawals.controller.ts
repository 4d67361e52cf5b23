import { Body, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { awardView, toAwardView } from '../awards/awards.schemas.js';
import { WithdrawalsService } from './withdrawals.service.js';

const write = 'results:write';
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const standDownSchema = z.strictObject({ submissionId: z.uuid(), reason: z.string().max(4000).default('') });

/** Withdrawals after the choice, for programs. */
@ApiController('cycles/:cycle')
export class WithdrawalsController {
  constructor(private readonly withdrawals: WithdrawalsService) {}

  @Post('withdrawals')
  @Describe({
    id: 'Decisions.standDown',
    summary: 'Record the withdrawal of an entry that was chosen; answers with who follows from the reserve',
    status: 201,
    scope: write,
    response: listOf(awardView),
  })
  async standDown(
    @Body({ schema: standDownSchema }) { submissionId, reason }: z.infer<typeof standDownSchema>,
    @Req() request: FastifyRequest,
  ) {
    const promoted = await this.withdrawals.standDown(scopedActor(request, write), submissionId, reason);
    return { items: promoted.map(toAwardView) };
  }
}
