import { Body, Delete, Get, HttpCode, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../../domain/kernel/actor.js';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { expectedVersion, tagged } from '../../platform/http/api/etag.js';
import { actorOf, scopedActor } from '../../platform/http/request.js';
import { CriteriaReader } from './criteria.reader.js';
import { criterionInput, criterionView, kindInput, toCriterion } from './criteria.schemas.js';
import { CriteriaService } from './criteria.service.js';

type CriterionView = z.infer<typeof criterionView>;

const write = 'cycles:write';

/** The criteria of a cycle for programs. */
@ApiController('cycles')
export class CriteriaController {
  constructor(
    private readonly criteria: CriteriaService,
    private readonly reader: CriteriaReader,
  ) {}

  @Get(':id/criteria')
  @Describe({
    id: 'Rules.listCriteria',
    summary: 'Criteria with scale, weight and levels',
    status: 200,
    response: listOf(criterionView),
  })
  async list(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: CriterionView[] }> {
    return { items: (await this.reader.list(actorOf(request), id)).map(toCriterion) };
  }

  @Post(':id/criteria')
  @Describe({
    id: 'Rules.addCriterion',
    summary: 'Add a criterion before the intake',
    status: 201,
    scope: write,
    response: criterionView,
  })
  async add(
    @Param('id') id: string,
    @Body({ schema: criterionInput }) input: z.infer<typeof criterionInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CriterionView> {
    const actor = scopedActor(request, write);
    const { id: added } = await this.criteria.add(actor, id, input);
    return tagged(reply, await this.criterionOf(actor, id, added));
  }

  @Patch(':id/criteria/:criterionId')
  @Describe({
    id: 'Rules.editCriterion',
    summary: 'Change a criterion before the intake',
    status: 200,
    scope: write,
    response: criterionView,
  })
  async edit(
    @Param('id') id: string,
    @Param('criterionId') criterionId: string,
    @Body({ schema: criterionInput }) input: z.infer<typeof criterionInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CriterionView> {
    const change = { ...input, id: criterionId, version: expectedVersion(request) };
    const actor = scopedActor(request, write);
    await this.criteria.edit(actor, id, change);
    return tagged(reply, await this.criterionOf(actor, id, criterionId));
  }

  @Put(':id/criteria/:criterionId/kind')
  @Describe({
    id: 'Rules.setKind',
    summary: 'Say what a criterion asks of experts; once the intake has begun, by a new edition with a reason',
    status: 200,
    scope: write,
    response: criterionView,
  })
  async setKind(
    @Param('id') id: string,
    @Param('criterionId') criterionId: string,
    @Body({ schema: kindInput }) input: z.infer<typeof kindInput>,
    @Req() request: FastifyRequest,
  ): Promise<CriterionView> {
    const actor = scopedActor(request, write);
    await this.criteria.setKind(actor, id, { ...input, id: criterionId });
    return this.criterionOf(actor, id, criterionId);
  }

  private async criterionOf(actor: Actor, cycleId: string, id: string): Promise<CriterionView> {
    return toCriterion((await this.reader.list(actor, cycleId)).find((criterion) => criterion.id === id)!);
  }

  @Delete(':id/criteria/:criterionId')
  @HttpCode(204)
  @Describe({ id: 'Rules.removeCriterion', summary: 'Remove a criterion before the intake', status: 204, scope: write })
  remove(
    @Param('id') id: string,
    @Param('criterionId') criterionId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.criteria.remove(scopedActor(request, write), id, criterionId);
  }
}
