import { Body, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../domain/kernel/refusal.js';
import { ApiController, Describe } from '../platform/http/api/api.js';
import { expectedVersion, tagged } from '../platform/http/api/etag.js';
import { decodeCursor, pageOf, pageQuery, inKey } from '../platform/http/paging.js';
import { scopedActor } from '../platform/http/request.js';
import { fileOf } from '../platform/http/pages/upload.js';
import { AssignmentsService } from './assignments.service.js';
import { BoardReader } from './board.reader.js';
import { BoardService } from './board.service.js';
import { DivergenceService } from './divergence.service.js';
import { PlanReader } from './plan.reader.js';
import { PlanTasks } from './plan-tasks.service.js';
import { PlanTableService } from './plan-table.service.js';
import { stored } from './plan-making.js';
import {
  boardView,
  comparisonView,
  computeSchema,
  markSchema,
  moveSchema,
  panelsSchema,
  planHeadView,
  planTaskView,
  planView,
  termSchema,
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
    private readonly assignments: AssignmentsService,
    private readonly tasks: PlanTasks,
    private readonly tables: PlanTableService,
    private readonly reader: PlanReader,
  ) {}

  @Get()
  @Describe({
    summary: 'Assignment plans, the latest first',
    status: 200,
    scope: read,
    response: z.object({ items: z.array(planHeadView) }),
  })
  async plans(@Param('id') id: string, @Req() request: FastifyRequest) {
    const { plans } = await this.reader.overview(scopedActor(request, read), id);
    return { items: plans.map(toPlanHeadView) };
  }

  @Post()
  @HttpCode(202)
  @Describe({
    summary: 'Ask for a plan; the same seed over the same facts gives the same plan. Watch it under tasks',
    status: 202,
    scope: write,
    response: planTaskView,
  })
  async compute(
    @Param('id') id: string,
    @Body({ schema: computeSchema }) { kind, expertId, basePlanId, ...wish }: z.infer<typeof computeSchema>,
    @Req() request: FastifyRequest,
  ) {
    const actor = scopedActor(request, write);
    if (kind === 'replace') return toPlanTaskView(await this.tasks.replace(actor, id, expertId ?? ''));
    if (basePlanId) {
      const { plan } = await this.reader.plan(actor, id, basePlanId);
      return toPlanTaskView(await this.tasks.again(actor, plan.id));
    }
    return toPlanTaskView(await this.tasks.ask(actor, id, { ...wish, origin: kind }));
  }

  @Get('tasks/:task')
  @Describe({ summary: 'How far a computation is, and its plan', status: 200, scope: read, response: planTaskView })
  async task(@Param('id') id: string, @Param('task') taskId: string, @Req() request: FastifyRequest) {
    const task = await this.tasks.find(scopedActor(request, read), id, taskId);
    if (!task) throw new Refusal({ code: 'not-found' });
    return toPlanTaskView(task);
  }

  @Post('tasks/:task/stop')
  @HttpCode(204)
  @Describe({ summary: 'Stop a computation', status: 204, scope: write })
  async stop(@Param('id') id: string, @Param('task') taskId: string, @Req() request: FastifyRequest): Promise<void> {
    await this.tasks.stop(scopedActor(request, write), id, taskId);
  }

  @Post('tasks/:task/confirm')
  @HttpCode(202)
  @Describe({ summary: 'Take a table that was looked through', status: 202, scope: write, response: planTaskView })
  async confirm(@Param('id') id: string, @Param('task') taskId: string, @Req() request: FastifyRequest) {
    return toPlanTaskView(await this.tables.confirm(scopedActor(request, write), id, taskId));
  }

  @Get(':plan')
  @Describe({ summary: 'A plan with its pairs', status: 200, scope: read, response: planView })
  async plan(
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    const { plan } = await this.reader.plan(scopedActor(request, read), id, planId);
    return tagged(reply, toPlanView(plan));
  }

  @Get(':plan/comparison')
  @Describe({ summary: 'What changes from another plan to this', status: 200, scope: read, response: comparisonView })
  async comparison(
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Query({ schema: withQuery }) { with: otherId }: z.infer<typeof withQuery>,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof comparisonView>> {
    const { changes } = await this.reader.compare(scopedActor(request, read), id, [otherId, planId]);
    const pairs = (list: typeof changes.added) =>
      stored(list).map(([submissionId, expertId]) => ({ submissionId, expertId }));
    const { added, removed, kept, difference } = changes;
    return { added: pairs(added), removed: pairs(removed), kept: kept.length, difference };
  }

  @Get(':plan/reasons')
  @Describe({
    summary: 'Why an expert judges an entry in this plan, or does not',
    status: 200,
    scope: read,
    response: whyView,
  })
  async why(
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Query({ schema: whyQuery }) { submissionId, expertId }: z.infer<typeof whyQuery>,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof whyView>> {
    const asked = { planId, entryId: submissionId, expertId, q: '' };
    const { assigned, notAssigned } = await this.reader.why(scopedActor(request, read), id, asked);
    return { assigned: assigned && { ...assigned }, notAssigned: notAssigned && { ...notAssigned } };
  }

  @Put(':plan/marks')
  @Describe({
    summary: 'Lock a pair in or out of the next computation from this plan',
    status: 200,
    scope: write,
    response: planView,
  })
  async mark(
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Body({ schema: markSchema }) { submissionId, expertId, as }: z.infer<typeof markSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    const actor = scopedActor(request, write);
    await this.reader.plan(actor, id, planId);
    const pair = { entryId: submissionId, expertId };
    const plan = await this.assignments.mark(actor, planId, { pair, as, version: expectedVersion(request) });
    return tagged(reply, toPlanView(plan));
  }

  @Post(':plan/moves')
  @HttpCode(200)
  @Describe({
    summary: 'Give an entry to one expert instead of another, in the next computation',
    status: 200,
    scope: write,
    response: planView,
  })
  async move(
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Body({ schema: moveSchema }) { submissionId: entryId, from, to }: z.infer<typeof moveSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    const actor = scopedActor(request, write);
    await this.reader.plan(actor, id, planId);
    return tagged(reply, toPlanView(await this.assignments.move(actor, planId, { entryId, from, to })));
  }

  @Post(':plan/table')
  @HttpCode(202)
  @Describe({
    summary: 'Look a table of the plan through (multipart, CSV or XLSX); confirm the task to take it',
    status: 202,
    scope: write,
    response: planTaskView,
  })
  async table(@Param('id') id: string, @Param('plan') planId: string, @Req() request: FastifyRequest) {
    return toPlanTaskView(await this.tables.look(scopedActor(request, write), id, planId, await fileOf(request)));
  }

  @Post(':plan/publish')
  @HttpCode(200)
  @Describe({
    summary: 'Make the pairs of a plan assignments and tell each expert',
    status: 200,
    scope: write,
    response: planView,
  })
  async publish(
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    const actor = scopedActor(request, write);
    await this.reader.plan(actor, id, planId);
    const version = request.headers['if-match'] === undefined ? undefined : expectedVersion(request);
    return tagged(reply, toPlanView(await this.assignments.publish(actor, planId, version)));
  }

  @Post(':plan/drop')
  @HttpCode(200)
  @Describe({ summary: 'Drop a proposed plan', status: 200, scope: write, response: planView })
  async drop(@Param('id') id: string, @Param('plan') planId: string, @Req() request: FastifyRequest) {
    const actor = scopedActor(request, write);
    await this.reader.plan(actor, id, planId);
    return toPlanView(await this.assignments.drop(actor, planId));
  }
}

/** The board of the review for organizers' programs: progress, never a score. */
@ApiController('cycles/:id/evaluation-board')
export class BoardController {
  constructor(
    private readonly reader: BoardReader,
    private readonly board: BoardService,
    private readonly divergence: DivergenceService,
  ) {}

  @Get()
  @Describe({ summary: 'Experts and how far each is, late ones first', status: 200, scope: read, response: boardView })
  async experts(
    @Param('id') cycleId: string,
    @Query({ schema: pageQuery }) { cursor, limit }: z.infer<typeof pageQuery>,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof boardView>> {
    const { now, closesAt } = await this.reader.frame(scopedActor(request, read), cycleId);
    const after = decodeCursor(cursor, [inKey.whole, inKey.whole, inKey.text, inKey.id]);
    const rows = await this.reader.experts({ cycleId, now, closesAt, q: '', after, limit: limit + 1 });
    return pageOf(
      rows,
      limit,
      (row) => [row.rank, row.submitted - row.assigned, row.name, row.expertId],
      ({ expertId, name, email, assigned, submitted, started, lastAt, dueAt, rank }) => ({
        expertId,
        name,
        email,
        assigned,
        submitted,
        started,
        lastAt: lastAt?.toISOString() ?? null,
        dueAt: (dueAt ?? closesAt)?.toISOString() ?? null,
        isLate: rank === 0,
      }),
    );
  }

  @Post('experts/:expert/nudge')
  @HttpCode(204)
  @Describe({ summary: 'Remind an expert by mail, at most once a day', status: 204, scope: write })
  async nudge(@Param('id') id: string, @Param('expert') expertId: string, @Req() request: FastifyRequest) {
    await this.board.nudge(scopedActor(request, write), id, expertId);
  }

  @Put('experts/:expert/term')
  @HttpCode(204)
  @Describe({ summary: 'A personal term after the end of the review; null takes it back', status: 204, scope: write })
  async extend(
    @Param('id') id: string,
    @Param('expert') expertId: string,
    @Body({ schema: termSchema }) { dueAt }: z.infer<typeof termSchema>,
    @Req() request: FastifyRequest,
  ) {
    await this.board.extend(scopedActor(request, write), id, expertId, dueAt);
  }

  @Put('experts/:expert/panels')
  @HttpCode(204)
  @Describe({ summary: 'Nominations whose entries an expert may be given; none: all', status: 204, scope: write })
  async panels(
    @Param('id') id: string,
    @Param('expert') expertId: string,
    @Body({ schema: panelsSchema }) { nominationIds }: z.infer<typeof panelsSchema>,
    @Req() request: FastifyRequest,
  ) {
    await this.board.setPanels(scopedActor(request, write), id, expertId, nominationIds);
  }

  @Post('divergences/:submission/extra-expert')
  @HttpCode(201)
  @Describe({
    summary: 'One more expert for an entry whose sheets differ too much',
    status: 201,
    scope: write,
    response: z.object({ assignmentId: z.uuid(), expertId: z.uuid() }),
  })
  async give(@Param('id') id: string, @Param('submission') submissionId: string, @Req() request: FastifyRequest) {
    const { id: assignmentId, expertId } = await this.divergence.give(scopedActor(request, write), id, submissionId);
    return { assignmentId, expertId };
  }
}
