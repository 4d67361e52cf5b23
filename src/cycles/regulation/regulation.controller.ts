import { Body, Get, Param, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../../domain/kernel/actor.js';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller, Visitor } from '../../platform/http/api/caller.js';
import { expectedVersion } from '../../platform/http/api/etag.js';
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
  @Describe({ id: 'Rules.editions', summary: 'Regulation editions, the latest first', response: listOf(editionView) })
  async editions(@Visitor() actor: Actor, @Param('id') id: string): Promise<{ items: EditionView[] }> {
    return { items: (await this.reader.editions(actor, id)).map(toEdition) };
  }

  @Put(':id/edition')
  @Describe({
    id: 'Rules.regulate',
    summary: 'Write the regulation; once the intake has begun, a new edition with a reason',
    scope: write,
    response: editionView,
    tagged: true,
  })
  async regulate(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: editionInput }) input: z.infer<typeof editionInput>,
    @Req() request: FastifyRequest,
  ): Promise<EditionView> {
    const [current] = await this.reader.editions(actor, id);
    const known = current ? { version: expectedVersion(request) } : {};
    return toEdition(await this.regulation.regulate(actor, id, { ...input, ...known }));
  }
}
