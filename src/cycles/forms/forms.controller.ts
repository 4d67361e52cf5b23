import { Body, Get, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Actor } from '../../domain/kernel/actor.js';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion, Visitor } from '../../platform/http/api/caller.js';
import { sendETag } from '../../platform/http/api/etag.js';
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
  @Describe({ id: 'Nominations.form', summary: 'The form in force; its number is the ETag', response: formView })
  async form(
    @Visitor() actor: Actor,
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormView> {
    const form = await this.reader.form(actor, id, nominationId);
    sendETag(reply, form.number);
    return form;
  }

  @Put(':id/nominations/:nominationId/form')
  @Describe({
    id: 'Nominations.editForm',
    summary: 'A new version of the form; entries keep the one that they answer. Without a form before: If-Match "0"',
    scope: write,
    response: formView,
  })
  async edit(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Body({ schema: formInput }) input: z.infer<typeof formInput>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @ExpectedVersion() version: number,
  ): Promise<FormView> {
    const change = { id: nominationId, number: version, fields: input.fields };
    const { number, fields } = await this.forms.edit(actor, id, change);
    sendETag(reply, number);
    return { number, fields };
  }
}
