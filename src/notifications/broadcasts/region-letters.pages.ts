import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { done } from '../../platform/http/pages/page.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { signedIn } from '../../platform/http/request.js';
import { inputFrom, letterForm, sendForm, BroadcastViews } from './broadcast-views.js';
import { BroadcastsService } from './broadcasts.service.js';

/** The same of a region's coordinator, to the entrants of that region. */
@Controller('submissions/region/:code/letters')
export class RegionLettersPages {
  constructor(
    private readonly broadcasts: BroadcastsService,
    private readonly views: BroadcastViews,
  ) {}

  @Get()
  async list(@Param('code') code: string, @Query('cycle') cycleId: string | undefined, @Req() request: FastifyRequest) {
    return this.views.list(request, await this.broadcasts.ofRegion(signedIn(request), code, { cycleId }), null);
  }

  @Post()
  write(@Param('code') code: string, @Query('cycle') cycleId: string | undefined, @Req() request: FastifyRequest) {
    return takeForm(request, letterForm, {
      act: async (sent, actor) =>
        this.broadcasts.write(actor, await this.broadcasts.ofRegion(actor, code, { cycleId }), inputFrom(sent)),
      after: ({ id }) => done(`/submissions/region/${code}/letters/${id}`, 'broadcasts:written'),
      again: async (form) => {
        const side = await this.broadcasts.ofRegion(signedIn(request), code, { cycleId });
        return this.views.list(request, side, form);
      },
    });
  }

  @Get(':id')
  async show(@Param('code') code: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return this.views.one(request, await this.broadcasts.ofRegion(signedIn(request), code, { letterId: id }), {
      id,
      again: null,
    });
  }

  @Post(':id')
  rewrite(@Param('code') code: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, letterForm, {
      act: async (sent, actor) =>
        this.broadcasts.rewrite(
          actor,
          await this.broadcasts.ofRegion(actor, code, { letterId: id }),
          id,
          inputFrom(sent),
        ),
      after: () => done(`/submissions/region/${code}/letters/${id}`, 'broadcasts:written'),
      again: async (again) =>
        this.views.one(request, await this.broadcasts.ofRegion(signedIn(request), code, { letterId: id }), {
          id,
          again,
        }),
    });
  }

  @Post(':id/test')
  test(@Param('code') code: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, sendForm.partial(), {
      act: async (_, actor) =>
        this.broadcasts.test(actor, await this.broadcasts.ofRegion(actor, code, { letterId: id }), id),
      after: () => done(`/submissions/region/${code}/letters/${id}`, 'broadcasts:tested'),
      again: async (again) =>
        this.views.one(request, await this.broadcasts.ofRegion(signedIn(request), code, { letterId: id }), {
          id,
          again,
        }),
    });
  }

  @Post(':id/send')
  send(@Param('code') code: string, @Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, sendForm, {
      act: async ({ seen }, actor) =>
        this.broadcasts.send(actor, await this.broadcasts.ofRegion(actor, code, { letterId: id }), id, seen),
      after: (n) => done(`/submissions/region/${code}/letters/${id}`, 'broadcasts:sentDone', { n }),
      again: async (again) =>
        this.views.one(request, await this.broadcasts.ofRegion(signedIn(request), code, { letterId: id }), {
          id,
          again,
        }),
    });
  }
}
