import { Body, Delete, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { grantsQuery, grantView, newGrant, toGrantView } from './grants.schemas.js';
import { GrantsService } from './grants.service.js';

/** Roles within their scopes, for administrators' programs. */
@ApiController('role-grants')
export class RoleGrantsController {
  constructor(private readonly grants: GrantsService) {}

  @Get()
  @Describe({ summary: 'Roles that a person holds', scope: 'people:read', response: listOf(grantView) })
  async list(@Caller() actor: Caller, @Query({ schema: grantsQuery }) { userId }: z.infer<typeof grantsQuery>) {
    const grants = await this.grants.list(actor, userId);
    return { items: grants.map(toGrantView) };
  }

  @Post()
  @Describe({ summary: 'Grant a role', scope: 'people:write', response: grantView })
  async grant(@Caller() actor: Caller, @Body({ schema: newGrant }) body: z.infer<typeof newGrant>) {
    return toGrantView(await this.grants.grant(actor, body));
  }

  @Delete(':id')
  @Describe({ summary: 'Take a role back', status: 204, scope: 'people:write' })
  async revoke(@Caller() actor: Caller, @Param('id') id: string): Promise<void> {
    await this.grants.revoke(actor, id);
  }
}
