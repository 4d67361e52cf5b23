import { Body, Delete, Get, HttpCode, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { expectedVersion, sendETag, tagged } from '../../platform/http/api/etag.js';
import { actorOf, scopedActor } from '../../platform/http/request.js';
import { CyclesReader } from '../regulation/cycles.reader.js';
import { nominationInput, nominationView, toNomination } from '../cycles.schemas.js';
import { formInput, formView } from '../forms/form.schemas.js';
import { NominationsService } from './nominations.service.js';

type NominationView = z.infer<typeof nominationView>;
type FormView = z.infer<typeof formView>;

const write = 'cycles:write';

/** The nominations of a cycle for programs, and what each asks. */
@ApiController('cycles')
export class NominationsController {
  constructor(
    private readonly nominations: NominationsService,
    private readonly reader: CyclesReader,
  ) {}

  @Get(':id/nominations')
  @Describe({ summary: 'Nominations', status: 200, response: z.object({ items: z.array(nominationView) }) })
  async listNominations(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ items: NominationView[] }> {
    return { items: (await this.reader.nominations(actorOf(request), id)).map(toNomination) };
  }

  @Post(':id/nominations')
  @Describe({ summary: 'Add a nomination before the intake', status: 201, scope: write, response: nominationView })
  async addNomination(
    @Param('id') id: string,
    @Body({ schema: nominationInput }) input: z.infer<typeof nominationInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NominationView> {
    return tagged(reply, toNomination(await this.nominations.add(scopedActor(request, write), id, input)));
  }

  @Patch(':id/nominations/:nominationId')
  @Describe({ summary: 'Change a nomination', status: 200, scope: write, response: nominationView })
  async editNomination(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Body({ schema: nominationInput }) input: z.infer<typeof nominationInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NominationView> {
    const change = { ...input, id: nominationId, version: expectedVersion(request) };
    return tagged(reply, toNomination(await this.nominations.edit(scopedActor(request, write), id, change)));
  }

  @Delete(':id/nominations/:nominationId')
  @HttpCode(204)
  @Describe({ summary: 'Remove a nomination that nobody has entered', status: 204, scope: write })
  removeNomination(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.nominations.remove(scopedActor(request, write), id, nominationId);
  }

  @Get(':id/nominations/:nominationId/form')
  @Describe({ summary: 'The form in force; its number is the ETag', status: 200, response: formView })
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
    summary: 'A new version of the form; entries keep the one that they answer. Without a form before: If-Match "0"',
    status: 200,
    scope: write,
    response: formView,
  })
  async editForm(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Body({ schema: formInput }) input: z.infer<typeof formInput>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FormView> {
    const change = { id: nominationId, number: expectedVersion(request), fields: input.fields };
    const { number, fields } = await this.nominations.editForm(scopedActor(request, write), id, change);
    sendETag(reply, number);
    return { number, fields };
  }
}
