import { Body, Delete, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { expectedVersion, tagged } from '../../platform/http/api/etag.js';
import { actorOf, scopedActor } from '../../platform/http/request.js';
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
  @Describe({
    id: 'Nominations.listNominations',
    summary: 'Nominations',
    status: 200,
    response: listOf(nominationView),
  })
  async list(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: NominationView[] }> {
    return { items: (await this.reader.list(actorOf(request), id)).map(toNomination) };
  }

  @Post(':id/nominations')
  @Describe({
    id: 'Nominations.addNomination',
    summary: 'Add a nomination before the intake',
    status: 201,
    scope: write,
    response: nominationView,
  })
  async add(
    @Param('id') id: string,
    @Body({ schema: nominationInput }) input: z.infer<typeof nominationInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NominationView> {
    return tagged(reply, toNomination(await this.nominations.add(scopedActor(request, write), id, input)));
  }

  @Patch(':id/nominations/:nominationId')
  @Describe({
    id: 'Nominations.editNomination',
    summary: 'Change a nomination',
    status: 200,
    scope: write,
    response: nominationView,
  })
  async edit(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Body({ schema: nominationInput }) input: z.infer<typeof nominationInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NominationView> {
    const change = { ...input, id: nominationId, version: expectedVersion(request) };
    return tagged(reply, toNomination(await this.nominations.edit(scopedActor(request, write), id, change)));
  }

  @Delete(':id/nominations/:nominationId')
  @HttpCode(204)
  @Describe({
    id: 'Nominations.removeNomination',
    summary: 'Remove a nomination that nobody has entered',
    status: 204,
    scope: write,
  })
  remove(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.nominations.remove(scopedActor(request, write), id, nominationId);
  }
}
