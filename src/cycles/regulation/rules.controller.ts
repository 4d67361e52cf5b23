import { Body, Delete, Get, HttpCode, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../../domain/kernel/actor.js';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { expectedVersion, tagged } from '../../platform/http/api/etag.js';
import { actorOf, scopedActor } from '../../platform/http/request.js';
import { CyclesReader } from './cycles.reader.js';
import {
  criterionInput,
  criterionView,
  editionInput,
  editionView,
  kindInput,
  stageInput,
  stageMove,
  stageView,
  toCriterion,
  toEdition,
  toStage,
} from '../cycles.schemas.js';
import { RulesService } from './rules.service.js';

type EditionView = z.infer<typeof editionView>;
type StageView = z.infer<typeof stageView>;
type CriterionView = z.infer<typeof criterionView>;

const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const write = 'cycles:write';

/** The rules of a cycle for programs: regulation editions, stages, criteria. */
@ApiController('cycles')
export class RulesController {
  constructor(
    private readonly rules: RulesService,
    private readonly reader: CyclesReader,
  ) {}

  @Get(':id/editions')
  @Describe({ summary: 'Regulation editions, the latest first', status: 200, response: items(editionView) })
  async editions(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: EditionView[] }> {
    return { items: (await this.reader.editions(actorOf(request), id)).map(toEdition) };
  }

  @Put(':id/edition')
  @Describe({
    summary: 'Write the regulation; once the intake has begun, a new edition with a reason',
    status: 200,
    scope: write,
    response: editionView,
  })
  async regulate(
    @Param('id') id: string,
    @Body({ schema: editionInput }) input: z.infer<typeof editionInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EditionView> {
    const actor = scopedActor(request, write);
    const [current] = await this.reader.editions(actor, id);
    const known = current ? { version: expectedVersion(request) } : {};
    return tagged(reply, toEdition(await this.rules.regulate(actor, id, { ...input, ...known })));
  }

  @Get(':id/stages')
  @Describe({ summary: 'Stages in the order of their dates', status: 200, response: items(stageView) })
  async stages(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: StageView[] }> {
    return { items: (await this.reader.stages(actorOf(request), id)).map(toStage) };
  }

  @Post(':id/stages')
  @Describe({ summary: 'Add a stage', status: 201, scope: write, response: stageView })
  async addStage(
    @Param('id') id: string,
    @Body({ schema: stageInput }) input: z.infer<typeof stageInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StageView> {
    return tagged(reply, toStage(await this.rules.addStage(scopedActor(request, write), id, input)));
  }

  @Patch(':id/stages/:stageId')
  @Describe({ summary: 'Move a stage; its announcements move with it', status: 200, scope: write, response: stageView })
  async moveStage(
    @Param('id') id: string,
    @Param('stageId') stageId: string,
    @Body({ schema: stageMove }) input: z.infer<typeof stageMove>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StageView> {
    const version = expectedVersion(request);
    return tagged(
      reply,
      toStage(await this.rules.moveStage(scopedActor(request, write), id, { ...input, stageId, version })),
    );
  }

  @Delete(':id/stages/:stageId')
  @HttpCode(204)
  @Describe({ summary: 'Remove a stage before the intake', status: 204, scope: write })
  removeStage(
    @Param('id') id: string,
    @Param('stageId') stageId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.rules.removeStage(scopedActor(request, write), id, stageId);
  }

  @Get(':id/criteria')
  @Describe({ summary: 'Criteria with scale, weight and levels', status: 200, response: items(criterionView) })
  async listCriteria(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: CriterionView[] }> {
    return { items: (await this.reader.criteria(actorOf(request), id)).map(toCriterion) };
  }

  @Post(':id/criteria')
  @Describe({ summary: 'Add a criterion before the intake', status: 201, scope: write, response: criterionView })
  async addCriterion(
    @Param('id') id: string,
    @Body({ schema: criterionInput }) input: z.infer<typeof criterionInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CriterionView> {
    const actor = scopedActor(request, write);
    const { id: added } = await this.rules.addCriterion(actor, id, input);
    return tagged(reply, await this.criterionOf(actor, id, added));
  }

  @Patch(':id/criteria/:criterionId')
  @Describe({ summary: 'Change a criterion before the intake', status: 200, scope: write, response: criterionView })
  async editCriterion(
    @Param('id') id: string,
    @Param('criterionId') criterionId: string,
    @Body({ schema: criterionInput }) input: z.infer<typeof criterionInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CriterionView> {
    const change = { ...input, id: criterionId, version: expectedVersion(request) };
    const actor = scopedActor(request, write);
    await this.rules.editCriterion(actor, id, change);
    return tagged(reply, await this.criterionOf(actor, id, criterionId));
  }

  @Put(':id/criteria/:criterionId/kind')
  @Describe({
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
    await this.rules.setKind(actor, id, { ...input, id: criterionId });
    return this.criterionOf(actor, id, criterionId);
  }

  private async criterionOf(actor: Actor, cycleId: string, id: string): Promise<CriterionView> {
    return toCriterion((await this.reader.criteria(actor, cycleId)).find((criterion) => criterion.id === id)!);
  }

  @Delete(':id/criteria/:criterionId')
  @HttpCode(204)
  @Describe({ summary: 'Remove a criterion before the intake', status: 204, scope: write })
  removeCriterion(
    @Param('id') id: string,
    @Param('criterionId') criterionId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.rules.removeCriterion(scopedActor(request, write), id, criterionId);
  }
}
