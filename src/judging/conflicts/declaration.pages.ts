import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { cut } from '../../domain/kernel/cut.js';
import type { FormBody } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { several } from '../experts/jury-invitation-model.js';
import { ConflictsReader } from './conflicts.reader.js';
import { ConflictsService } from './conflicts.service.js';

/** Where experts name their conflicts of interest and their wishes, before anything opens. */
@Controller('judging')
export class DeclarationPages {
  constructor(
    private readonly service: ConflictsService,
    private readonly reader: ConflictsReader,
  ) {}

  @Get(':expert/conflicts')
  async conflicts(@Param('expert') expertId: string, @Req() request: FastifyRequest): Promise<View> {
    const { expert, entries } = await this.reader.declarable(signedIn(request), expertId);
    return view('pages/judging/conflicts/conflicts', { expert: { id: expert.id, cycle: expert.cycle.title }, entries });
  }

  @Post(':expert/conflicts')
  async declare(
    @Param('expert') expertId: string,
    @Body() body: FormBody,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    const wishes = Object.entries(body).flatMap(([name, value]) =>
      name.startsWith('wish-') && (value === '1' || value === '-1')
        ? [{ submissionId: name.slice('wish-'.length), preference: Number(value) as 1 | -1 }]
        : [],
    );
    await this.service.declare(signedIn(request), expertId, {
      submissionIds: several.parse(body['submissionId']),
      reason: typeof body['reason'] === 'string' ? cut(body['reason'], 2000) : '',
      wishes,
    });
    return done(`/judging/${expertId}`, 'judging:declare.done');
  }
}
