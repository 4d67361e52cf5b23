import { Body, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { grantsQuery, grantView, newGrant, toGrantView } from './grants.schemas.js';
import { GrantsService } from './grants.service.js';

/** Roles within their scopes, for administrators' programs. */
@ApiController('role-grants')
export class RoleGrantsController {
  constructor(private readonly grants: GrantsService) {}

  @Get()
  @Describe({
    summary: 'Roles that a person holds',
    status: 200,
    scope: 'people:read',
    response: listOf(grantView),
  })
  async list(@Query({ schema: grantsQuery }) { userId }: z.infer<typeof grantsQuery>, @Req() request: FastifyRequest) {
    const grants = await this.grants.list(scopedActor(request, 'people:read'), userId);
    return { items: grants.map(toGrantView) };
  }

  @Post()
  @Describe({ summary: 'Grant a role', status: 201, scope: 'people:write', response: grantView })
  async grant(@Body({ schema: newGrant }) body: z.infer<typeof newGrant>, @Req() request: FastifyRequest) {
    return toGrantView(await this.grants.grant(scopedActor(request, 'people:write'), body));
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Take a role back', status: 204, scope: 'people:write' })
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.grants.revoke(scopedActor(request, 'people:write'), id);
  }
}
