import { Body, Delete, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { expectedVersion, tagged } from '../../platform/http/api/etag.js';
import { actorOf, scopedActor } from '../../platform/http/request.js';
import { StagesReader } from './stages.reader.js';
import { stageInput, stageMove, stageView, toStage } from './stages.schemas.js';
import { StagesService } from './stages.service.js';

type StageView = z.infer<typeof stageView>;

const write = 'cycles:write';

/** The stages of a cycle for programs. */
@ApiController('cycles')
export class StagesController {
  constructor(
    private readonly stages: StagesService,
    private readonly reader: StagesReader,
  ) {}

  @Get(':id/stages')
  @Describe({
    id: 'Rules.stages',
    summary: 'Stages in the order of their dates',
    status: 200,
    response: listOf(stageView),
  })
  async list(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: StageView[] }> {
    return { items: (await this.reader.list(actorOf(request), id)).map(toStage) };
  }

  @Post(':id/stages')
  @Describe({ id: 'Rules.addStage', summary: 'Add a stage', status: 201, scope: write, response: stageView })
  async add(
    @Param('id') id: string,
    @Body({ schema: stageInput }) input: z.infer<typeof stageInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StageView> {
    return tagged(reply, toStage(await this.stages.add(scopedActor(request, write), id, input)));
  }

  @Patch(':id/stages/:stageId')
  @Describe({
    id: 'Rules.moveStage',
    summary: 'Move a stage; its announcements move with it',
    status: 200,
    scope: write,
    response: stageView,
  })
  async move(
    @Param('id') id: string,
    @Param('stageId') stageId: string,
    @Body({ schema: stageMove }) input: z.infer<typeof stageMove>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StageView> {
    const version = expectedVersion(request);
    return tagged(
      reply,
      toStage(await this.stages.move(scopedActor(request, write), id, { ...input, stageId, version })),
    );
  }

  @Delete(':id/stages/:stageId')
  @HttpCode(204)
  @Describe({ id: 'Rules.removeStage', summary: 'Remove a stage before the intake', status: 204, scope: write })
  remove(@Param('id') id: string, @Param('stageId') stageId: string, @Req() request: FastifyRequest): Promise<void> {
    return this.stages.remove(scopedActor(request, write), id, stageId);
  }
}
