import { Body, Delete, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mustHaveScope } from '../domain/actor.js';
import { ApiController, Describe } from '../platform/http/api.js';
import { expectedVersion, sendETag } from '../platform/http/etag.js';
import { actorOf, signedIn } from '../platform/http/request.js';
import { CyclesReader } from './cycles.reader.js';
import {
  criterionInput,
  criterionView,
  cycleEdit,
  cycleInput,
  cycleView,
  editionView,
  nominationInput,
  nominationView,
  stageInput,
  stageMove,
  stageView,
  toCriterion,
  toCycle,
  toEdition,
  toNomination,
  toStage,
} from './cycles.schemas.js';
import { CyclesService } from './cycles.service.js';
import { NominationsService } from './nominations.service.js';
import { RulesService } from './rules.service.js';

type CycleView = z.infer<typeof cycleView>;
type EditionView = z.infer<typeof editionView>;
type StageView = z.infer<typeof stageView>;
type NominationView = z.infer<typeof nominationView>;
type CriterionView = z.infer<typeof criterionView>;

const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const write = 'cycles:write';

/** Cycles and their rules for programs. What is announced may be read by everybody. */
@ApiController('cycles')
export class CyclesController {
  constructor(
    private readonly cycles: CyclesService,
    private readonly rules: RulesService,
    private readonly nominations: NominationsService,
    private readonly reader: CyclesReader,
  ) {}

  @Get()
  @Describe({ summary: 'Cycles, the latest first', status: 200, response: items(cycleView) })
  async list(@Req() request: FastifyRequest): Promise<{ items: CycleView[] }> {
    return { items: (await this.reader.list(actorOf(request))).map(toCycle) };
  }

  @Post()
  @Describe({ summary: 'Draft the cycle of a year', status: 201, scope: write, response: cycleView })
  async draft(
    @Body({ schema: cycleInput }) input: z.infer<typeof cycleInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CycleView> {
    return tagged(reply, toCycle(await this.cycles.draft(scoped(request), input)));
  }

  @Get(':id')
  @Describe({ summary: 'One cycle', status: 200, response: cycleView })
  async get(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CycleView> {
    return tagged(reply, toCycle(await this.reader.get(actorOf(request), id)));
  }

  @Patch(':id')
  @Describe({ summary: 'Change title and note', status: 200, scope: write, response: cycleView })
  async edit(
    @Param('id') id: string,
    @Body({ schema: cycleEdit }) input: z.infer<typeof cycleEdit>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CycleView> {
    const edited = await this.cycles.edit(scoped(request), id, { ...input, version: expectedVersion(request) });
    return tagged(reply, toCycle(edited));
  }

  @Post(':id/announce')
  @HttpCode(200)
  @Describe({
    summary: 'Announce the cycle; refused with all that is missing',
    status: 200,
    scope: write,
    response: cycleView,
  })
  async announce(@Param('id') id: string, @Req() request: FastifyRequest): Promise<CycleView> {
    return toCycle(await this.cycles.announce(scoped(request), id));
  }

  @Get(':id/editions')
  @Describe({ summary: 'Regulation editions, the latest first', status: 200, response: items(editionView) })
  async editions(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: EditionView[] }> {
    return { items: (await this.reader.editions(actorOf(request), id)).map(toEdition) };
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
    return tagged(reply, toStage(await this.rules.addStage(scoped(request), id, input)));
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
    return tagged(reply, toStage(await this.rules.moveStage(scoped(request), id, { ...input, stageId, version })));
  }

  @Get(':id/nominations')
  @Describe({ summary: 'Nominations', status: 200, response: items(nominationView) })
  async listNominations(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: NominationView[] }> {
    return { items: (await this.reader.nominations(actorOf(request), id)).map(toNomination) };
  }

  @Post(':id/nominations')
  @Describe({ summary: 'Add a nomination before the intake', status: 201, scope: write, response: nominationView })
  async addNomination(
    @Param('id') id: string,
    @Body({ schema: nominationInput }) input: z.infer<typeof nominationInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NominationView> {
    return tagged(reply, toNomination(await this.nominations.add(scoped(request), id, input)));
  }

  @Patch(':id/nominations/:nominationId')
  @Describe({ summary: 'Change a nomination', status: 200, scope: write, response: nominationView })
  async editNomination(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Body({ schema: nominationInput }) input: z.infer<typeof nominationInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NominationView> {
    const change = { ...input, id: nominationId, version: expectedVersion(request) };
    return tagged(reply, toNomination(await this.nominations.edit(scoped(request), id, change)));
  }

  @Delete(':id/nominations/:nominationId')
  @HttpCode(204)
  @Describe({ summary: 'Remove a nomination that nobody has entered', status: 204, scope: write })
  removeNomination(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.nominations.remove(scoped(request), id, nominationId);
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
    return tagged(reply, toCriterion(await this.rules.addCriterion(scoped(request), id, input)));
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
    return tagged(reply, toCriterion(await this.rules.editCriterion(scoped(request), id, change)));
  }
}

function scoped(request: FastifyRequest) {
  const actor = signedIn(request);
  mustHaveScope(actor, write);
  return actor;
}

function tagged<Item extends { version: number }>(reply: FastifyReply, item: Item): Item {
  sendETag(reply, item.version);
  return item;
}
