import { Get, Param, Post } from '@nestjs/common';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { toWorthView, weighTaskView, worthView } from './weighing.schemas.js';
import { WeighingsService } from './weighings.service.js';

const read = 'results:read';
const write = 'results:write';

/** What rankings are worth, for programs. */
@ApiController('nominations/:nomination/ranking/worth')
export class WorthController {
  constructor(private readonly weighings: WeighingsService) {}

  @Get()
  @Describe({
    summary: 'What the places of the latest ranking are worth, with the hashes of what it came from',
    scope: read,
    response: worthView,
  })
  async latest(@Caller() actor: Caller, @Param('nomination') id: string) {
    const { weighing } = await this.weighings.latest(actor, id);
    if (!weighing) throw new Refusal({ code: 'not-found' });
    return toWorthView(weighing);
  }

  @Post()
  @Describe({
    summary: 'Have the latest ranking weighed; the answer is read from the same address when the work is done',
    status: 202,
    scope: write,
    response: weighTaskView,
  })
  async start(@Caller() actor: Caller, @Param('nomination') id: string) {
    const { id: taskId, state } = await this.weighings.start(actor, id);
    return { taskId, state };
  }
}
