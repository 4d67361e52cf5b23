import { Body, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { expectedVersion, tagged } from '../../platform/http/api/etag.js';
import { actorOf, scopedActor } from '../../platform/http/request.js';
import { CyclesReader } from '../cycle/cycles.reader.js';
import { cancelInput, cycleEdit, cycleInput, cycleView, toCycle } from '../cycle/cycle.schemas.js';
import { CyclesService } from './cycles.service.js';

type CycleView = z.infer<typeof cycleView>;

const write = 'cycles:write';

/** Cycles for programs. What is announced may be read by everybody. */
@ApiController('cycles')
export class CyclesController {
  constructor(
    private readonly cycles: CyclesService,
    private readonly reader: CyclesReader,
  ) {}

  @Get()
  @Describe({ summary: 'Cycles, the latest first', status: 200, response: z.object({ items: z.array(cycleView) }) })
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
    return tagged(reply, toCycle(await this.cycles.draft(scopedActor(request, write), input)));
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
    const edited = await this.cycles.edit(scopedActor(request, write), id, {
      ...input,
      version: expectedVersion(request),
    });
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
    return toCycle(await this.cycles.announce(scopedActor(request, write), id));
  }

  @Post(':id/complete')
  @HttpCode(200)
  @Describe({
    summary: 'Close the year: nothing of it changes any more',
    status: 200,
    scope: write,
    response: cycleView,
  })
  async complete(@Param('id') id: string, @Req() request: FastifyRequest): Promise<CycleView> {
    return toCycle(await this.cycles.complete(scopedActor(request, write), id));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Describe({
    summary: 'Call the competition off, with a reason; after half of the intake only knowingly',
    status: 200,
    scope: write,
    response: cycleView,
  })
  async cancel(
    @Param('id') id: string,
    @Body({ schema: cancelInput }) input: z.infer<typeof cancelInput>,
    @Req() request: FastifyRequest,
  ): Promise<CycleView> {
    return toCycle(await this.cycles.cancel(scopedActor(request, write), id, input));
  }
}
