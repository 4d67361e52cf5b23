import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { takeForm } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { JoiningService } from './joining.service.js';

const answerForm = z.object({ answer: z.enum(['approve', 'refuse']), reason: z.string().max(1000).default('') });

/** Waiting to be let into an organisation, and letting in. */
@Controller('joining')
export class JoiningPages {
  constructor(private readonly joining: JoiningService) {}

  /** Who waits: who answers, till when, and what if not. */
  @Get()
  async own(@Req() request: FastifyRequest): Promise<View> {
    const requests = await this.joining.own(signedIn(request));
    return view('pages/accounts/joining/own', {
      requests: requests.map(({ request: { organisation, ...asked }, people }) => ({
        ...asked,
        isOpen: asked.state === 'open',
        isApproved: asked.state === 'approved',
        isRefused: asked.state === 'refused',
        organisation: organisation.name,
        people: people.join(', '),
      })),
    });
  }

  @Get('answers')
  answers(@Req() request: FastifyRequest): Promise<View> {
    return this.answersPage(request, formWith());
  }

  @Post('answers/:id')
  answer(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, answerForm, {
      act: ({ answer, reason }, actor) => this.joining.answer(actor, id, { approve: answer === 'approve', reason }),
      after: ({ state }) => done('/joining/answers', `joining:done.${state}`),
      again: (form) => this.answersPage(request, formView({ ...form, values: { ...form.values, id } }, request)),
    });
  }

  private async answersPage(request: FastifyRequest, form: FormView): Promise<View> {
    const open = await this.joining.answerable(signedIn(request));
    return view('pages/accounts/joining/answers', {
      form,
      requests: open.map(({ id, user, organisation, askedAt, dueAt }) => ({
        id,
        name: user.name,
        email: user.email,
        organisation: organisation.name,
        askedAt,
        dueAt,
        reason: form.values['id'] === id ? form.values['reason'] : '',
        error: form.values['id'] === id && form.refusal ? form.refusal.detail : '',
      })),
    });
  }
}
