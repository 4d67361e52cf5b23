import { Body, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { newUser, peopleQuery, toUserView, userView } from './people.schemas.js';
import { pageOfViews } from '../users/person-fields.js';
import { PeopleService } from './people.service.js';

/** Accounts for administrators' programs. */
@ApiController('users')
export class UsersController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @Describe({ summary: 'Accounts by address', scope: 'people:read', response: pageOfViews(userView) })
  async list(@Caller() actor: Caller, @Query({ schema: peopleQuery }) query: z.infer<typeof peopleQuery>) {
    const { items, next } = await this.people.list(actor, query, query.limit);
    return { items: items.map(toUserView), next };
  }

  @Get(':id')
  @Describe({ summary: 'One account', scope: 'people:read', response: userView })
  async read(@Caller() actor: Caller, @Param('id') id: string) {
    return toUserView((await this.people.read(actor, id)).user);
  }

  @Post()
  @Describe({
    summary: 'Open an account; its person signs in by a link sent by mail',
    scope: 'people:write',
    response: userView,
  })
  async add(@Caller() actor: Caller, @Body({ schema: newUser }) body: z.infer<typeof newUser>) {
    return toUserView(await this.people.add(actor, body));
  }

  @Post(':id/deactivate')
  @Describe({ summary: 'Close an account and end its sessions', status: 204, scope: 'people:write' })
  async deactivate(@Caller() actor: Caller, @Param('id') id: string): Promise<void> {
    await this.people.deactivate(actor, id);
  }

  @Post(':id/reactivate')
  @Describe({ summary: 'Open a closed account again', status: 204, scope: 'people:write' })
  async reactivate(@Caller() actor: Caller, @Param('id') id: string): Promise<void> {
    await this.people.reactivate(actor, id);
  }
}
