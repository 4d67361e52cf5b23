import { Body, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion } from '../../platform/http/api/caller.js';
import { sendETag } from '../../platform/http/api/etag.js';
import { pageOf, decodeCursor, type Page, inKey } from '../../platform/http/paging.js';
import { SubmissionsReader } from './submissions.reader.js';
import { editSchema, listQuery, savedView, startSchema, submissionWithAnswers } from './submissions.schemas.js';
import { reasonSchema, submissionView, toView } from '../entries/submission.schemas.js';
import { SavingService } from './saving.service.js';
import { SubmissionsService } from './submissions.service.js';

type View = z.infer<typeof submissionView>;

/** Entries for programs. */
@ApiController('submissions')
export class SubmissionsController {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly saving: SavingService,
    private readonly reader: SubmissionsReader,
  ) {}

  @Get()
  @Describe({
    summary: 'Entries that the caller may see, the latest first',
    scope: 'submissions:read',
    response: z.object({ items: z.array(submissionView), next: z.string().nullable() }),
  })
  async list(
    @Caller() actor: Caller,
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
  ): Promise<Page<View>> {
    const { cursor, limit, state, q, ...filter } = query;
    const rows = await this.reader.list(
      actor,
      { ...filter, ...(state && { states: [state] }), ...(q && { words: q }) },
      { after: decodeCursor(cursor, [inKey.instant, inKey.id]), limit: limit + 1 },
    );
    return pageOf(rows, limit, (row) => [(row.submittedAt ?? row.savedAt).toISOString(), row.id], toView);
  }

  @Post()
  @Describe({
    summary: 'Begin an entry, or begin and submit it in one request',
    scope: 'submissions:write',
    response: submissionView,
  })
  async start(
    @Caller() actor: Caller,
    @Body({ schema: startSchema }) { submit, ...input }: z.infer<typeof startSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View> {
    const entry = submit
      ? await this.submissions.startAndSubmit(actor, input)
      : await this.submissions.start(actor, input);
    sendETag(reply, entry.version);
    void reply.header('location', `/api/v1/submissions/${entry.id}`);
    return toView(entry);
  }

  @Get(':id')
  @Describe({ summary: 'One entry with its answers', scope: 'submissions:read', response: submissionWithAnswers })
  async read(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof submissionWithAnswers>> {
    const { entry, answers } = await this.reader.getWithAnswers(actor, id);
    sendETag(reply, entry.version);
    return { ...toView(entry), answers };
  }

  @Patch(':id')
  @Describe({
    summary: 'Save fields of the working copy; those that others saved since `If-Match` are put together or refused',
    scope: 'submissions:write',
    response: savedView,
  })
  async edit(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: editSchema }) { answers }: z.infer<typeof editSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @ExpectedVersion() version: number,
  ): Promise<z.infer<typeof savedView>> {
    const { entry, merged } = await this.saving.save(actor, id, { version, answers });
    sendETag(reply, entry.version);
    return { ...toView(entry), merged };
  }

  @Post(':id/submit')
  @Describe({
    summary: 'Submit what is saved as a new revision',
    status: 200,
    scope: 'submissions:write',
    response: submissionView,
  })
  async submit(@Caller() actor: Caller, @Param('id') id: string): Promise<View> {
    return toView(await this.submissions.submit(actor, id));
  }

  @Post(':id/withdraw')
  @Describe({ summary: 'Withdraw the entry', status: 200, scope: 'submissions:write', response: submissionView })
  async withdraw(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: reasonSchema }) { reason }: z.infer<typeof reasonSchema>,
  ): Promise<View> {
    return toView(await this.submissions.withdraw(actor, id, reason));
  }
}
