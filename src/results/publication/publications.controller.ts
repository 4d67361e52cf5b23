import { Body, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { Clock } from '../../platform/clock.js';
import { PublicationReader } from './publication.reader.js';
import { publicationView, publishSchema, toPublicationView } from './publication.schemas.js';
import { PublicationsService } from './publications.service.js';

const read = 'results:read';
const write = 'results:write';

/** Publications for programs. */
@ApiController('cycles/:cycle')
export class PublicationsController {
  constructor(
    private readonly reader: PublicationReader,
    private readonly publications: PublicationsService,
    private readonly clock: Clock,
  ) {}

  @Get('publications')
  @Describe({ id: 'Results.listPublications', summary: 'Publications', scope: read, response: listOf(publicationView) })
  async listPublications(@Caller() actor: Caller, @Param('cycle') cycle: string) {
    const { publications } = await this.reader.read(actor, cycle);
    return { items: publications.map(toPublicationView) };
  }

  @Post('publications')
  @Describe({
    id: 'Results.publish',
    summary: 'Publish a protocol with two signatures, now or at an instant',
    scope: write,
    response: publicationView,
  })
  async publish(
    @Caller() actor: Caller,
    @Body({ schema: publishSchema }) { protocolId, publishAt, reason }: z.infer<typeof publishSchema>,
  ) {
    const at = publishAt ? new Date(publishAt) : this.clock.now();
    const publication = await this.publications.publish(actor, protocolId, {
      publishAt: at,
      reason,
    });
    return toPublicationView(publication);
  }
}
