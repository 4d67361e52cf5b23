import { Body, Get, Param, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { expectedVersion, tagged } from '../../platform/http/api/etag.js';
import { actorOf, scopedActor } from '../../platform/http/request.js';
import { editionInput, editionView, toEdition } from '../editions/editions.schemas.js';
import { RegulationReader } from './regulation.reader.js';
import { RegulationService } from './regulation.service.js';

type EditionView = z.infer<typeof editionView>;

const write = 'cycles:write';

/** Editions of the regulation for programs. */
@ApiController('cycles')
export class RegulationController {
  constructor(
    private readonly regulation: RegulationService,
    private readonly reader: RegulationReader,
  ) {}

  @Get(':id/editions')
  @Describe({
    id: 'Rules.editions',
    summary: 'Regulation editions, the latest first',
    status: 200,
    response: listOf(editionView),
  })
  async editions(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: EditionView[] }> {
    return { items: (await this.reader.editions(actorOf(request), id)).map(toEdition) };
  }

  @Put(':id/edition')
  @Describe({
    id: 'Rules.regulate',
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
    return tagged(reply, toEdition(await this.regulation.regulate(actor, id, { ...input, ...known })));
  }
}
