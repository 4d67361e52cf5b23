import { Body, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import type { z } from 'zod';
import type { Actor } from '../../domain/kernel/actor.js';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion, Visitor } from '../../platform/http/api/caller.js';
import { NominationsReader } from './nominations.reader.js';
import { nominationInput, nominationView, toNomination } from './nominations.schemas.js';
import { NominationsService } from './nominations.service.js';

type NominationView = z.infer<typeof nominationView>;

const write = 'cycles:write';

/** The nominations of a cycle for programs. */
@ApiController('cycles')
export class NominationsController {
  constructor(
    private readonly nominations: NominationsService,
    private readonly reader: NominationsReader,
  ) {}

  @Get(':id/nominations')
  @Describe({ id: 'Nominations.listNominations', summary: 'Nominations', response: listOf(nominationView) })
  async list(@Visitor() actor: Actor, @Param('id') id: string): Promise<{ items: NominationView[] }> {
    return { items: (await this.reader.list(actor, id)).map(toNomination) };
  }

  @Post(':id/nominations')
  @Describe({
    id: 'Nominations.addNomination',
    summary: 'Add a nomination before the intake',
    scope: write,
    response: nominationView,
    tagged: true,
  })
  async add(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: nominationInput }) input: z.infer<typeof nominationInput>,
  ): Promise<NominationView> {
    return toNomination(await this.nominations.add(actor, id, input));
  }

  @Patch(':id/nominations/:nominationId')
  @Describe({
    id: 'Nominations.editNomination',
    summary: 'Change a nomination',
    scope: write,
    response: nominationView,
    tagged: true,
  })
  async edit(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Body({ schema: nominationInput }) input: z.infer<typeof nominationInput>,
    @ExpectedVersion() version: number,
  ): Promise<NominationView> {
    return toNomination(await this.nominations.edit(actor, id, { ...input, id: nominationId, version }));
  }

  @Delete(':id/nominations/:nominationId')
  @Describe({
    id: 'Nominations.removeNomination',
    summary: 'Remove a nomination that nobody has entered',
    status: 204,
    scope: write,
  })
  remove(@Caller() actor: Caller, @Param('id') id: string, @Param('nominationId') nominationId: string): Promise<void> {
    return this.nominations.remove(actor, id, nominationId);
  }
}
