import { Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { fileOf } from '../../platform/http/pages/upload.js';
import { planTaskView, toPlanTaskView } from '../plan-reading/plans.schemas.js';
import { PlanTableService } from './plan-table.service.js';

const write = 'judging:write';

/** A plan that comes back as a table, for organizers' programs. */
@ApiController('cycles/:id/assignment-plans')
export class PlanTablesController {
  constructor(private readonly tables: PlanTableService) {}

  @Post(':plan/table')
  @Describe({
    id: 'AssignmentPlans.table',
    summary: 'Look a table of the plan through (multipart, CSV or XLSX); confirm the task to take it',
    status: 202,
    scope: write,
    response: planTaskView,
  })
  async table(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
  ) {
    return toPlanTaskView(await this.tables.look(actor, id, planId, await fileOf(request)));
  }

  @Post('tasks/:task/confirm')
  @Describe({
    id: 'AssignmentPlans.confirm',
    summary: 'Take a table that was looked through',
    status: 202,
    scope: write,
    response: planTaskView,
  })
  async confirm(@Caller() actor: Caller, @Param('id') id: string, @Param('task') taskId: string) {
    return toPlanTaskView(await this.tables.confirm(actor, id, taskId));
  }
}
