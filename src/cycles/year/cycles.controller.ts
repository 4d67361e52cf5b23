import { Body, Get, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../domain/kernel/actor.js';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion, Visitor } from '../../platform/http/api/caller.js';
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
  @Describe({ summary: 'Cycles, the latest first', response: z.object({ items: z.array(cycleView) }) })
  async list(@Visitor() actor: Actor): Promise<{ items: CycleView[] }> {
    return { items: (await this.reader.list(actor)).map(toCycle) };
  }

  @Post()
  @Describe({ summary: 'Draft the cycle of a year', scope: write, response: cycleView, tagged: true })
  async draft(
    @Caller() actor: Caller,
    @Body({ schema: cycleInput }) input: z.infer<typeof cycleInput>,
  ): Promise<CycleView> {
    return toCycle(await this.cycles.draft(actor, input));
  }

  @Get(':id')
  @Describe({ summary: 'One cycle', response: cycleView, tagged: true })
  async get(@Visitor() actor: Actor, @Param('id') id: string): Promise<CycleView> {
    return toCycle(await this.reader.get(actor, id));
  }

  @Patch(':id')
  @Describe({ summary: 'Change title and note', scope: write, response: cycleView, tagged: true })
  async edit(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: cycleEdit }) input: z.infer<typeof cycleEdit>,
    @ExpectedVersion() version: number,
  ): Promise<CycleView> {
    const edited = await this.cycles.edit(actor, id, {
      ...input,
      version,
    });
    return toCycle(edited);
  }

  @Post(':id/announce')
  @Describe({
    summary: 'Announce the cycle; refused with all that is missing',
    status: 200,
    scope: write,
    response: cycleView,
  })
  async announce(@Caller() actor: Caller, @Param('id') id: string): Promise<CycleView> {
    return toCycle(await this.cycles.announce(actor, id));
  }

  @Post(':id/complete')
  @Describe({
    summary: 'Close the year: nothing of it changes any more',
    status: 200,
    scope: write,
    response: cycleView,
  })
  async complete(@Caller() actor: Caller, @Param('id') id: string): Promise<CycleView> {
    return toCycle(await this.cycles.complete(actor, id));
  }

  @Post(':id/cancel')
  @Describe({
    summary: 'Call the competition off, with a reason; after half of the intake only knowingly',
    status: 200,
    scope: write,
    response: cycleView,
  })
  async cancel(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: cancelInput }) input: z.infer<typeof cancelInput>,
  ): Promise<CycleView> {
    return toCycle(await this.cycles.cancel(actor, id, input));
  }
}
