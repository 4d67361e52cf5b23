import { Body, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { grantsQuery, grantView, newGrant, toGrantView } from '../users/people.schemas.js';
import { PeopleService } from '../users/people.service.js';

/** Roles within their scopes, for administrators' programs. */
@ApiController('role-grants')
export class RoleGrantsController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @Describe({
    summary: 'Roles that a person holds',
    status: 200,
    scope: 'people:read',
    response: z.object({ items: z.array(grantView) }),
  })
  async list(@Query({ schema: grantsQuery }) { userId }: z.infer<typeof grantsQuery>, @Req() request: FastifyRequest) {
    const grants = await this.people.grants(scopedActor(request, 'people:read'), userId);
    return { items: grants.map(toGrantView) };
  }

  @Post()
  @Describe({ summary: 'Grant a role', status: 201, scope: 'people:write', response: grantView })
  async grant(@Body({ schema: newGrant }) body: z.infer<typeof newGrant>, @Req() request: FastifyRequest) {
    return toGrantView(await this.people.grant(scopedActor(request, 'people:write'), body));
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Take a role back', status: 204, scope: 'people:write' })
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.people.revoke(scopedActor(request, 'people:write'), id);
  }
}
