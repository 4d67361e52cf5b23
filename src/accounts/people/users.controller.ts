import { Body, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { newUser, peopleQuery, toUserView, userView } from './people.schemas.js';
import { pageOfViews } from '../users/person-fields.js';
import { PeopleService } from './people.service.js';

/** Accounts for administrators' programs. */
@ApiController('users')
export class UsersController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @Describe({ summary: 'Accounts by address', status: 200, scope: 'people:read', response: pageOfViews(userView) })
  async list(@Query({ schema: peopleQuery }) query: z.infer<typeof peopleQuery>, @Req() request: FastifyRequest) {
    const { items, next } = await this.people.list(scopedActor(request, 'people:read'), query, query.limit);
    return { items: items.map(toUserView), next };
  }

  @Get(':id')
  @Describe({ summary: 'One account', status: 200, scope: 'people:read', response: userView })
  async read(@Param('id') id: string, @Req() request: FastifyRequest) {
    return toUserView((await this.people.read(scopedActor(request, 'people:read'), id)).user);
  }

  @Post()
  @Describe({
    summary: 'Open an account; its person signs in by a link sent by mail',
    status: 201,
    scope: 'people:write',
    response: userView,
  })
  async add(@Body({ schema: newUser }) body: z.infer<typeof newUser>, @Req() request: FastifyRequest) {
    return toUserView(await this.people.add(scopedActor(request, 'people:write'), body));
  }

  @Post(':id/deactivate')
  @HttpCode(204)
  @Describe({ summary: 'Close an account and end its sessions', status: 204, scope: 'people:write' })
  async deactivate(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.people.deactivate(scopedActor(request, 'people:write'), id);
  }

  @Post(':id/reactivate')
  @HttpCode(204)
  @Describe({ summary: 'Open a closed account again', status: 204, scope: 'people:write' })
  async reactivate(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.people.reactivate(scopedActor(request, 'people:write'), id);
  }
}
