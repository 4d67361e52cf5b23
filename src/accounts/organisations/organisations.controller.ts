import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { expectedVersion, sendETag } from '../../platform/http/api/etag.js';
import { scopedActor } from '../../platform/http/request.js';
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
  @Describe({
    summary: 'Organisations by name',
    status: 200,
    scope: 'people:read',
    response: pageOfViews(organisationView),
  })
  async list(
    @Query({ schema: organisationsQuery }) query: z.infer<typeof organisationsQuery>,
    @Req() request: FastifyRequest,
  ) {
    const { items, next } = await this.organisations.list(scopedActor(request, 'people:read'), query, query.limit);
    return { items: items.map(toOrganisationView), next };
  }

  @Post()
  @Describe({ summary: 'Add an organisation', status: 201, scope: 'people:write', response: organisationView })
  async add(@Body({ schema: newOrganisation }) body: z.infer<typeof newOrganisation>, @Req() request: FastifyRequest) {
    return toOrganisationView(await this.organisations.add(scopedActor(request, 'people:write'), body));
  }

  @Patch(':id')
  @Describe({ summary: 'Change an organisation', status: 200, scope: 'people:write', response: organisationView })
  async edit(
    @Param('id') id: string,
    @Body({ schema: organisationEdit }) body: z.infer<typeof organisationEdit>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const actor = scopedActor(request, 'people:write');
    const organisation = await this.organisations.edit(actor, id, expectedVersion(request), body);
    sendETag(reply, organisation.version);
    return toOrganisationView(organisation);
  }

  @Post(':id/members')
  @Describe({
    summary: 'Let a person act for the organisation',
    status: 201,
    scope: 'people:write',
    response: z.object({ id: z.uuid() }),
  })
  async join(
    @Param('id') organisationId: string,
    @Body({ schema: newMember }) { userId }: z.infer<typeof newMember>,
    @Req() request: FastifyRequest,
  ) {
    const { id } = await this.memberships.join(scopedActor(request, 'people:write'), { userId, organisationId });
    return { id };
  }

  @Delete('members/:id')
  @HttpCode(204)
  @Describe({ summary: 'End a membership', status: 204, scope: 'people:write' })
  async leave(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.memberships.leave(scopedActor(request, 'people:write'), id);
  }
}
