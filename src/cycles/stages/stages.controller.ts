import { Body, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../domain/kernel/actor.js';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion, Visitor } from '../../platform/http/api/caller.js';
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
  @Describe({ id: 'Rules.stages', summary: 'Stages in the order of their dates', response: listOf(stageView) })
  async list(@Visitor() actor: Actor, @Param('id') id: string): Promise<{ items: StageView[] }> {
    return { items: (await this.reader.list(actor, id)).map(toStage) };
  }

  @Post(':id/stages')
  @Describe({ id: 'Rules.addStage', summary: 'Add a stage', scope: write, response: stageView, tagged: true })
  async add(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: stageInput }) input: z.infer<typeof stageInput>,
  ): Promise<StageView> {
    return toStage(await this.stages.add(actor, id, input));
  }

  @Patch(':id/stages/:stageId')
  @Describe({
    id: 'Rules.moveStage',
    summary: 'Move a stage; its announcements move with it',
    scope: write,
    response: stageView,
    tagged: true,
  })
  async move(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('stageId') stageId: string,
    @Body({ schema: stageMove }) input: z.infer<typeof stageMove>,
    @ExpectedVersion() version: number,
  ): Promise<StageView> {
    return toStage(await this.stages.move(actor, id, { ...input, stageId, version }));
  }

  @Delete(':id/stages/:stageId')
  @Describe({ id: 'Rules.removeStage', summary: 'Remove a stage before the intake', status: 204, scope: write })
  remove(@Caller() actor: Caller, @Param('id') id: string, @Param('stageId') stageId: string): Promise<void> {
    return this.stages.remove(actor, id, stageId);
  }
}
