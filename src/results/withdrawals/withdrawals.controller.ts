import { Body, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { awardView, toAwardView } from '../awards/awards.schemas.js';
import { WithdrawalsService } from './withdrawals.service.js';

const write = 'results:write';
const standDownSchema = z.strictObject({ submissionId: z.uuid(), reason: z.string().max(4000).default('') });

/** Withdrawals after the choice, for programs. */
@ApiController('cycles/:cycle')
export class WithdrawalsController {
  constructor(private readonly withdrawals: WithdrawalsService) {}

  @Post('withdrawals')
  @Describe({
    id: 'Decisions.standDown',
    summary: 'Record the withdrawal of an entry that was chosen; answers with who follows from the reserve',
    scope: write,
    response: listOf(awardView),
  })
  async standDown(
    @Caller() actor: Caller,
    @Body({ schema: standDownSchema }) { submissionId, reason }: z.infer<typeof standDownSchema>,
  ) {
    const promoted = await this.withdrawals.standDown(actor, submissionId, reason);
    return { items: promoted.map(toAwardView) };
  }
}
