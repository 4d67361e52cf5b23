import { Body, Get, Param, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { expectedVersion, sendETag } from '../../platform/http/api/etag.js';
import { actorOf, scopedActor } from '../../platform/http/request.js';
import { formInput, formView } from './form.schemas.js';
import { FormsReader } from './forms.reader.js';
import { FormsService } from './forms.service.js';

type FormView = z.infer<typeof formView>;

const write = 'cycles:write';

/** What each nomination asks, for programs. */
@ApiController('cycles')
export class FormsController {
  constructor(
    private readonly forms: FormsService,
    private readonly reader: FormsReader,
  ) {}

  @Get(':id/nominations/:nominationId/form')
  @Describe({
    id: 'Nominations.form',
    summary: 'The form in force; its number is the ETag',
    status: 200,
    response: formView,
  })
  async form(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormView> {
    const form = await this.reader.form(actorOf(request), id, nominationId);
    sendETag(reply, form.number);
    return form;
  }

  @Put(':id/nominations/:nominationId/form')
  @Describe({
    id: 'Nominations.editForm',
    summary: 'A new version of the form; entries keep the one that they answer. Without a form before: If-Match "0"',
    status: 200,
    scope: write,
    response: formView,
  })
  async edit(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Body({ schema: formInput }) input: z.infer<typeof formInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormView> {
    const change = { id: nominationId, number: expectedVersion(request), fields: input.fields };
    const { number, fields } = await this.forms.edit(scopedActor(request, write), id, change);
    sendETag(reply, number);
    return { number, fields };
  }
}
