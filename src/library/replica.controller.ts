import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../platform/http/api/api.js';
import { Caller } from '../platform/http/api/caller.js';
import { sendETag } from '../platform/http/api/etag.js';
import { ReplicaService } from './replica.service.js';

/** The draft; it is read and written at `submissions/{id}`. */
const begunView = z.object({ id: z.uuid(), state: z.string(), version: z.number() });
const replicaSchema = z.strictObject({ nominationId: z.uuid(), organisationId: z.uuid() });

/** Entries that repeat a published practice, for programs. */
@ApiController('practices')
export class ReplicaController {
  constructor(private readonly replicas: ReplicaService) {}

  @Post(':slug/entries')
  @Describe({
    id: 'Practices.enter',
    summary: 'Begin an entry that repeats a published practice; what describes the practice goes along',
    scope: 'submissions:write',
    response: begunView,
  })
  async enter(
    @Caller() actor: Caller,
    @Param('slug') slug: string,
    @Body({ schema: replicaSchema }) body: z.infer<typeof replicaSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof begunView>> {
    const entry = await this.replicas.begin(actor, slug, body);
    sendETag(reply, entry.version);
    void reply.header('location', `/api/v1/submissions/${entry.id}`);
    return begunView.parse(entry);
  }
}
