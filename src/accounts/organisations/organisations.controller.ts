import { Body, Delete, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion } from '../../platform/http/api/caller.js';
import { sendETag } from '../../platform/http/api/etag.js';
import { OrganisationsService } from './organisations.service.js';
import {
  newOrganisation,
  organisationEdit,
  organisationsQuery,
  organisationView,
  toOrganisationView,
} from './organisations.schemas.js';
import { pageOfViews } from '../users/person-fields.js';
import { MembershipsService } from './memberships.service.js';

const newMember = z.strictObject({ userId: z.uuid() });

/** Organisations and who acts for them, for programs. */
@ApiController('organisations')
export class OrganisationsController {
  constructor(
    private readonly organisations: OrganisationsService,
    private readonly memberships: MembershipsService,
  ) {}

  @Get()
  @Describe({ summary: 'Organisations by name', scope: 'people:read', response: pageOfViews(organisationView) })
  async list(
    @Caller() actor: Caller,
    @Query({ schema: organisationsQuery }) query: z.infer<typeof organisationsQuery>,
  ) {
    const { items, next } = await this.organisations.list(actor, query, query.limit);
    return { items: items.map(toOrganisationView), next };
  }

  @Post()
  @Describe({ summary: 'Add an organisation', scope: 'people:write', response: organisationView })
  async add(@Caller() actor: Caller, @Body({ schema: newOrganisation }) body: z.infer<typeof newOrganisation>) {
    return toOrganisationView(await this.organisations.add(actor, body));
  }

  @Patch(':id')
  @Describe({ summary: 'Change an organisation', scope: 'people:write', response: organisationView })
  async edit(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: organisationEdit }) body: z.infer<typeof organisationEdit>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @ExpectedVersion() version: number,
  ) {
    const organisation = await this.organisations.edit(actor, id, version, body);
    sendETag(reply, organisation.version);
    return toOrganisationView(organisation);
  }

  @Post(':id/members')
  @Describe({
    summary: 'Let a person act for the organisation',
    scope: 'people:write',
    response: z.object({ id: z.uuid() }),
  })
  async join(
    @Caller() actor: Caller,
    @Param('id') organisationId: string,
    @Body({ schema: newMember }) { userId }: z.infer<typeof newMember>,
  ) {
    const { id } = await this.memberships.join(actor, { userId, organisationId });
    return { id };
  }

  @Delete('members/:id')
  @Describe({ summary: 'End a membership', status: 204, scope: 'people:write' })
  async leave(@Caller() actor: Caller, @Param('id') id: string): Promise<void> {
    await this.memberships.leave(actor, id);
  }
}
