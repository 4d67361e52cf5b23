import { Body, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { Clock } from '../../platform/clock.js';
import { PublicationReader } from './publication.reader.js';
import { publicationView, publishSchema, toPublicationView } from './publication.schemas.js';
import { PublicationsService } from './publications.service.js';

const read = 'results:read';
const write = 'results:write';
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** Publications for programs. */
@ApiController('cycles/:cycle')
export class PublicationsController {
  constructor(
    private readonly reader: PublicationReader,
    private readonly publications: PublicationsService,
    private readonly clock: Clock,
  ) {}

  @Get('publications')
  @Describe({
    id: 'Results.listPublications',
    summary: 'Publications',
    status: 200,
    scope: read,
    response: listOf(publicationView),
  })
  async listPublications(@Param('cycle') cycle: string, @Req() request: FastifyRequest) {
    const { publications } = await this.reader.read(scopedActor(request, read), cycle);
    return { items: publications.map(toPublicationView) };
  }

  @Post('publications')
  @Describe({
    id: 'Results.publish',
    summary: 'Publish a protocol with two signatures, now or at an instant',
    status: 201,
    scope: write,
    response: publicationView,
  })
  async publish(
    @Body({ schema: publishSchema }) { protocolId, publishAt, reason }: z.infer<typeof publishSchema>,
    @Req() request: FastifyRequest,
  ) {
    const at = publishAt ? new Date(publishAt) : this.clock.now();
    const publication = await this.publications.publish(scopedActor(request, write), protocolId, {
      publishAt: at,
      reason,
    });
    return toPublicationView(publication);
  }
}
