import { Body, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { InvitationsService } from './invitations.service.js';
import { invitationsQuery, invitationView, newInvitation, toInvitationView } from './invitations.schemas.js';
import { pageOfViews } from '../users/person-fields.js';

/** Offers of roles, for programs. */
@ApiController('invitations')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Get()
  @Describe({
    summary: 'Invitations, the latest first',
    status: 200,
    scope: 'people:read',
    response: pageOfViews(invitationView),
  })
  async list(
    @Query({ schema: invitationsQuery }) { cursor, limit }: z.infer<typeof invitationsQuery>,
    @Req() request: FastifyRequest,
  ) {
    const { items, next } = await this.invitations.list(scopedActor(request, 'people:read'), cursor, limit);
    return { items: items.map(toInvitationView), next };
  }

  @Post()
  @Describe({ summary: 'Invite by mail', status: 201, scope: 'people:write', response: invitationView })
  async invite(@Body({ schema: newInvitation }) body: z.infer<typeof newInvitation>, @Req() request: FastifyRequest) {
    return toInvitationView(await this.invitations.invite(scopedActor(request, 'people:write'), body));
  }

  @Post(':id/resend')
  @HttpCode(200)
  @Describe({
    summary: 'Send a new link; the old one is dead',
    status: 200,
    scope: 'people:write',
    response: invitationView,
  })
  async resend(@Param('id') id: string, @Req() request: FastifyRequest) {
    return toInvitationView(await this.invitations.resend(scopedActor(request, 'people:write'), id));
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Take an invitation back', status: 204, scope: 'people:write' })
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.invitations.revoke(scopedActor(request, 'people:write'), id);
  }
}
