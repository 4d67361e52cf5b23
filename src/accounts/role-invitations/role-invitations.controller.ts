import { Body, Delete, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { RoleInvitationsService } from './role-invitations.service.js';
import { invitationsQuery, invitationView, newInvitation, toInvitationView } from './role-invitations.schemas.js';
import { pageOfViews } from '../users/person-fields.js';

/** Offers of roles, for programs. */
@ApiController('invitations')
export class RoleInvitationsController {
  constructor(private readonly invitations: RoleInvitationsService) {}

  @Get()
  @Describe({
    id: 'Invitations.list',
    summary: 'Invitations, the latest first',
    scope: 'people:read',
    response: pageOfViews(invitationView),
  })
  async list(
    @Caller() actor: Caller,
    @Query({ schema: invitationsQuery }) { cursor, limit }: z.infer<typeof invitationsQuery>,
  ) {
    const { items, next } = await this.invitations.list(actor, cursor, limit);
    return { items: items.map(toInvitationView), next };
  }

  @Post()
  @Describe({ id: 'Invitations.invite', summary: 'Invite by mail', scope: 'people:write', response: invitationView })
  async invite(@Caller() actor: Caller, @Body({ schema: newInvitation }) body: z.infer<typeof newInvitation>) {
    return toInvitationView(await this.invitations.invite(actor, body));
  }

  @Post(':id/resend')
  @Describe({
    id: 'Invitations.resend',
    summary: 'Send a new link; the old one is dead',
    status: 200,
    scope: 'people:write',
    response: invitationView,
  })
  async resend(@Caller() actor: Caller, @Param('id') id: string) {
    return toInvitationView(await this.invitations.resend(actor, id));
  }

  @Delete(':id')
  @Describe({ id: 'Invitations.revoke', summary: 'Take an invitation back', status: 204, scope: 'people:write' })
  async revoke(@Caller() actor: Caller, @Param('id') id: string): Promise<void> {
    await this.invitations.revoke(actor, id);
  }
}
