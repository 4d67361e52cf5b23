import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { entryRights } from '../../domain/submissions/entry-rights.js';
import { mailAddress } from '../../platform/http/fields.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { anyForm, takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { peopleModel } from './collaborators-model.js';
import { CollaboratorsReader } from './collaborators.reader.js';
import { CollaboratorsService } from './collaborators.service.js';
import { HandoversService } from './handovers.service.js';

const right = z.enum(entryRights);
const inviteForm = z.object({ email: mailAddress, name: z.string().trim().min(1).max(200), right });
const rightForm = z.object({ right });
const handoverForm = z.object({ toId: z.string().max(40), note: z.string().max(1000).default('') });
const answerForm = z.object({ answer: z.enum(['accept', 'decline', 'withdraw']) });

/** Who works on an entry: people, invitations, rights, and who answers for it. */
@Controller('submissions/:id/people')
export class CollaboratorsPages {
  constructor(
    private readonly reader: CollaboratorsReader,
    private readonly collaborators: CollaboratorsService,
    private readonly handovers: HandoversService,
  ) {}

  @Get()
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, {});
  }

  @Post()
  invite(@Param('id') id: string, @Req() request: FastifyRequest) {
    const t = translator(request.locale);
    const labels = { email: t('accounts:email'), name: t('accounts:name'), right: t('submissions:people.rightLabel') };
    return takeForm(request, inviteForm, {
      act: (input, actor) => this.collaborators.invite(actor, id, { ...input, locale: request.locale }),
      after: ({ email }) => done(at(id), 'submissions:people.invited', { email }),
      again: (form) => this.page(id, request, { form: formView(form, request, labels) }),
    });
  }

  @Post('handover')
  handOver(@Param('id') id: string, @Req() request: FastifyRequest) {
    const labels = { toId: translator(request.locale)('submissions:people.handover.to') };
    return takeForm(request, handoverForm, {
      act: (input, actor) => this.handovers.offer(actor, id, input),
      after: () => done(at(id), 'submissions:people.handover.offered'),
      again: (form) => this.page(id, request, { handover: formView(form, request, labels) }),
    });
  }

  @Post('handover/answer')
  answer(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, answerForm, {
      act: ({ answer }, actor) => this.handovers.answer(actor, id, answer),
      after: (_offer, { answer }) => done(at(id), `submissions:people.handover.${answer}Done`),
      again: (form) => this.page(id, request, { handover: formView(form, request) }),
    });
  }

  @Post('take')
  take(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_none, actor) => this.handovers.take(actor, id),
      after: () => done(at(id), 'submissions:people.taken'),
      again: (form) => this.page(id, request, { handover: formView(form, request) }),
    });
  }

  @Post('invitations/:invitation/resend')
  resend(@Param('id') id: string, @Param('invitation') invitation: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_none, actor) => this.collaborators.resend(actor, id, invitation),
      after: ({ email }) => done(at(id), 'submissions:people.invited', { email }),
      again: (form) => this.page(id, request, { form: formView({ ...form, values: {} }, request) }),
    });
  }

  @Post('invitations/:invitation/revoke')
  revoke(@Param('id') id: string, @Param('invitation') invitation: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: (_none, actor) => this.collaborators.revoke(actor, id, invitation),
      after: ({ email }) => done(at(id), 'submissions:people.revoked', { email }),
      again: (form) => this.page(id, request, { form: formView({ ...form, values: {} }, request) }),
    });
  }

  @Post(':collaborator/right')
  setRight(@Param('id') id: string, @Param('collaborator') collaborator: string, @Req() request: FastifyRequest) {
    return takeForm(request, rightForm, {
      act: (input, actor) => this.collaborators.setRight(actor, id, collaborator, input.right),
      after: () => done(at(id), 'submissions:people.changed'),
      again: (form) => this.page(id, request, { form: formView({ ...form, values: {} }, request) }),
    });
  }

  @Post(':collaborator/remove')
  remove(@Param('id') id: string, @Param('collaborator') collaborator: string, @Req() request: FastifyRequest) {
    const actor = signedIn(request);
    return takeForm(request, anyForm, {
      act: () => this.collaborators.remove(actor, id, collaborator),
      after: ({ userId }) =>
        userId === actor.userId
          ? done('/submissions', 'submissions:people.left')
          : done(at(id), 'submissions:people.removed'),
      again: (form) => this.page(id, request, { form: formView({ ...form, values: {} }, request) }),
    });
  }

  private async page(
    id: string,
    request: FastifyRequest,
    { form = formWith(), handover = formWith() }: { form?: FormView; handover?: FormView },
  ): Promise<View> {
    const t = translator(request.locale);
    const found = await this.reader.people(signedIn(request), id);
    const { entry } = found;
    return view('pages/submissions/collaborators/people', {
      entry: { id, title: entry.title || t('submissions:untitled'), organisation: entry.organisation.name },
      ...peopleModel(found, t),
      form,
      handoverForm: handover,
    });
  }
}

const at = (id: string): string => `/submissions/${id}/people`;
