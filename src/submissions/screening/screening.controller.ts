import { Body, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { admitSchema, rejectSchema, returnSchema, submissionView, toView } from '../entries/submission.schemas.js';
import { ScreeningService } from './screening.service.js';

type View = z.infer<typeof submissionView>;

/** The organizer's verbs on entries, for programs. */
@ApiController('submissions')
export class ScreeningController {
  constructor(private readonly screening: ScreeningService) {}

  @Post(':id/admit')
  @Describe({
    id: 'Submissions.admit',
    summary: 'Admit the entry',
    status: 200,
    scope: 'screening',
    response: submissionView,
  })
  async admit(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: admitSchema }) said: z.infer<typeof admitSchema>,
  ): Promise<View> {
    return toView(await this.screening.admit(actor, id, said));
  }

  @Post(':id/return')
  @Describe({
    id: 'Submissions.return',
    summary: 'Return the entry for revision, with a reason and, where not all are, the fields that are open',
    status: 200,
    scope: 'screening',
    response: submissionView,
  })
  async return(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: returnSchema }) { openFields: open, ...said }: z.infer<typeof returnSchema>,
  ): Promise<View> {
    return toView(await this.screening.returnForRevision(actor, id, { ...said, open }));
  }

  @Post(':id/reject')
  @Describe({
    id: 'Submissions.reject',
    summary: 'Reject the entry on a ground',
    status: 200,
    scope: 'screening',
    response: submissionView,
  })
  async reject(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: rejectSchema }) said: z.infer<typeof rejectSchema>,
  ): Promise<View> {
    return toView(await this.screening.reject(actor, id, said));
  }
}
