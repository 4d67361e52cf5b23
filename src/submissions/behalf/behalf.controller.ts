import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { sendETag } from '../../platform/http/api/etag.js';
import { submissionView, toView } from '../entries/submission.schemas.js';
import { behalfSchema } from './behalf.schemas.js';
import { BehalfService } from './behalf.service.js';

/** Entering on behalf of an organisation, for programs. */
@ApiController('submissions')
export class BehalfController {
  constructor(private readonly behalf: BehalfService) {}

  @Post('on-behalf')
  @Describe({
    id: 'Submissions.enterOnBehalf',
    summary: 'Begin an entry on behalf of an organisation for which nobody acts; its contact gets a letter',
    scope: 'submissions:write',
    response: submissionView,
  })
  async enter(
    @Caller() actor: Caller,
    @Body({ schema: behalfSchema }) { organisation, ...input }: z.infer<typeof behalfSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof submissionView>> {
    const entry = await this.behalf.enter(actor, {
      ...input,
      fresh: organisation,
      another: organisation?.another ?? false,
    });
    sendETag(reply, entry.version);
    void reply.header('location', `/api/v1/submissions/${entry.id}`);
    return toView(entry);
  }
}
