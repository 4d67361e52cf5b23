import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { done } from '../../platform/http/pages/page.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { signedIn } from '../../platform/http/request.js';
import { inputFrom, letterForm, sendForm, BroadcastViews } from './broadcast-views.js';
import { BroadcastsService } from './broadcasts.service.js';

/** Letters to many of a cycle's organizer. */
@Controller('cycles/:cycle/broadcasts')
export class BroadcastsPages {
  constructor(
    private readonly broadcasts: BroadcastsService,
    private readonly views: BroadcastViews,
  ) {}

  @Get()
  async list(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return this.views.list(request, await this.broadcasts.ofCycle(signedIn(request), cycleId), null);
  }

  @Post()
  write(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, letterForm, {
      act: async (sent, actor) =>
        this.broadcasts.write(actor, await this.broadcasts.ofCycle(actor, cycleId), inputFrom(sent)),
      after: ({ id }) => done(`/cycles/${cycleId}/broadcasts/${id}`, 'broadcasts:written'),
      again: async (form) => {
        const side = await this.broadcasts.ofCycle(signedIn(request), cycleId);
        return this.views.list(request, side, form);
      },
    });
  }

  @Get(':id')
  async show(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return this.views.one(request, await this.broadcasts.ofCycle(signedIn(request), cycleId), { id, again: null });
  }

  @Post(':id')
  rewrite(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, letterForm, {
      act: async (sent, actor) =>
        this.broadcasts.rewrite(actor, await this.broadcasts.ofCycle(actor, cycleId), id, inputFrom(sent)),
      after: () => done(`/cycles/${cycleId}/broadcasts/${id}`, 'broadcasts:written'),
      again: async (again) =>
        this.views.one(request, await this.broadcasts.ofCycle(signedIn(request), cycleId), { id, again }),
    });
  }

  @Post(':id/test')
  test(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, sendForm.partial(), {
      act: async (_, actor) => this.broadcasts.test(actor, await this.broadcasts.ofCycle(actor, cycleId), id),
      after: () => done(`/cycles/${cycleId}/broadcasts/${id}`, 'broadcasts:tested'),
      again: async (again) =>
        this.views.one(request, await this.broadcasts.ofCycle(signedIn(request), cycleId), { id, again }),
    });
  }

  @Post(':id/send')
  send(@Param('cycle') cycleId: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, sendForm, {
      act: async ({ seen }, actor) =>
        this.broadcasts.send(actor, await this.broadcasts.ofCycle(actor, cycleId), id, seen),
      after: (n) => done(`/cycles/${cycleId}/broadcasts/${id}`, 'broadcasts:sentDone', { n }),
      again: async (again) =>
        this.views.one(request, await this.broadcasts.ofCycle(signedIn(request), cycleId), { id, again }),
    });
  }
}
