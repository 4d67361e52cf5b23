import { Body, Get, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Refusal } from '../../domain/kernel/refusal.js';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion, VersionIfSaid } from '../../platform/http/api/caller.js';
import { PlansService } from '../plans/plans.service.js';
import { PlanReader } from './plan.reader.js';
import { PlanTasks } from '../plans/plan-tasks.service.js';
import { stored } from '../plans/plan-making.js';
import {
  comparisonView,
  computeSchema,
  markSchema,
  moveSchema,
  planHeadView,
  planTaskView,
  planView,
  toPlanHeadView,
  toPlanTaskView,
  toPlanView,
  whyQuery,
  whyView,
  withQuery,
} from './plans.schemas.js';

const read = 'judging:read';
const write = 'judging:write';
type PlanView = z.infer<typeof planView>;

/** Assignment plans for organizers' programs. No scores are here. */
@ApiController('cycles/:id/assignment-plans')
export class AssignmentPlansController {
  constructor(
    private readonly service: PlansService,
    private readonly tasks: PlanTasks,
    private readonly reader: PlanReader,
  ) {}

  @Get()
  @Describe({
    summary: 'Assignment plans, the latest first',
    scope: read,
    response: z.object({ items: z.array(planHeadView) }),
  })
  async plans(@Caller() actor: Caller, @Param('id') id: string) {
    const { plans } = await this.reader.overview(actor, id);
    return { items: plans.map(toPlanHeadView) };
  }

  @Post()
  @Describe({
    summary: 'Ask for a plan; the same seed over the same facts gives the same plan. Watch it under tasks',
    status: 202,
    scope: write,
    response: planTaskView,
  })
  async compute(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: computeSchema }) { kind, expertId, basePlanId, ...wish }: z.infer<typeof computeSchema>,
  ) {
    if (kind === 'replace') return toPlanTaskView(await this.tasks.replace(actor, id, expertId ?? ''));
    if (basePlanId) {
      const { plan } = await this.reader.plan(actor, id, basePlanId);
      return toPlanTaskView(await this.tasks.again(actor, plan.id));
    }
    return toPlanTaskView(await this.tasks.ask(actor, id, { ...wish, origin: kind }));
  }

  @Get('tasks/:task')
  @Describe({ summary: 'How far a computation is, and its plan', scope: read, response: planTaskView })
  async task(@Caller() actor: Caller, @Param('id') id: string, @Param('task') taskId: string) {
    const task = await this.tasks.find(actor, id, taskId);
    if (!task) throw new Refusal({ code: 'not-found' });
    return toPlanTaskView(task);
  }

  @Post('tasks/:task/stop')
  @Describe({ summary: 'Stop a computation', status: 204, scope: write })
  async stop(@Caller() actor: Caller, @Param('id') id: string, @Param('task') taskId: string): Promise<void> {
    await this.tasks.stop(actor, id, taskId);
  }

  @Get(':plan')
  @Describe({ summary: 'A plan with its pairs', scope: read, response: planView, tagged: true })
  async plan(@Caller() actor: Caller, @Param('id') id: string, @Param('plan') planId: string): Promise<PlanView> {
    const { plan } = await this.reader.plan(actor, id, planId);
    return toPlanView(plan);
  }

  @Get(':plan/comparison')
  @Describe({ summary: 'What changes from another plan to this', scope: read, response: comparisonView })
  async comparison(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Query({ schema: withQuery }) { with: otherId }: z.infer<typeof withQuery>,
  ): Promise<z.infer<typeof comparisonView>> {
    const { changes } = await this.reader.compare(actor, id, [otherId, planId]);
    const pairs = (list: typeof changes.added) =>
      stored(list).map(([submissionId, expertId]) => ({ submissionId, expertId }));
    const { added, removed, kept, difference } = changes;
    return { added: pairs(added), removed: pairs(removed), kept: kept.length, difference };
  }

  @Get(':plan/reasons')
  @Describe({ summary: 'Why an expert judges an entry in this plan, or does not', scope: read, response: whyView })
  async why(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Query({ schema: whyQuery }) { submissionId, expertId }: z.infer<typeof whyQuery>,
  ): Promise<z.infer<typeof whyView>> {
    const asked = { planId, entryId: submissionId, expertId, q: '' };
    const { assigned, notAssigned } = await this.reader.why(actor, id, asked);
    return { assigned: assigned && { ...assigned }, notAssigned: notAssigned && { ...notAssigned } };
  }

  @Put(':plan/marks')
  @Describe({
    summary: 'Lock a pair in or out of the next computation from this plan',
    scope: write,
    response: planView,
    tagged: true,
  })
  async mark(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Body({ schema: markSchema }) { submissionId, expertId, as }: z.infer<typeof markSchema>,
    @ExpectedVersion() version: number,
  ): Promise<PlanView> {
    await this.reader.plan(actor, id, planId);
    const pair = { entryId: submissionId, expertId };
    const plan = await this.service.mark(actor, planId, { pair, as, version });
    return toPlanView(plan);
  }

  @Post(':plan/moves')
  @Describe({
    summary: 'Give an entry to one expert instead of another, in the next computation',
    status: 200,
    scope: write,
    response: planView,
    tagged: true,
  })
  async move(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Body({ schema: moveSchema }) { submissionId: entryId, from, to }: z.infer<typeof moveSchema>,
  ): Promise<PlanView> {
    await this.reader.plan(actor, id, planId);
    return toPlanView(await this.service.move(actor, planId, { entryId, from, to }));
  }

  @Post(':plan/publish')
  @Describe({
    summary: 'Make the pairs of a plan assignments and tell each expert',
    status: 200,
    scope: write,
    response: planView,
    tagged: true,
  })
  async publish(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('plan') planId: string,
    @VersionIfSaid() version: number | undefined,
  ): Promise<PlanView> {
    await this.reader.plan(actor, id, planId);
    return toPlanView(await this.service.publish(actor, planId, version));
  }

  @Post(':plan/drop')
  @Describe({ summary: 'Drop a proposed plan', status: 200, scope: write, response: planView })
  async drop(@Caller() actor: Caller, @Param('id') id: string, @Param('plan') planId: string) {
    await this.reader.plan(actor, id, planId);
    return toPlanView(await this.service.drop(actor, planId));
  }
}
