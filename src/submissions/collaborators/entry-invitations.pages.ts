import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { passwordMinLength } from '../../accounts/sign-in/passwords.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { anyForm, takeOpenForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { actorOf, senderOf } from '../../platform/http/request.js';
import { setSession } from '../../platform/http/session-cookie.js';
import { translator } from '../../platform/web/i18n.js';
import { consentTicks, ticksOf } from '../../cycles/consents/consent-ticks.js';
import { CollaboratorsService } from './collaborators.service.js';

const acceptForm = z.looseObject({ password: z.string().optional() });

/** The page of an invitation to an entry. Opening it changes nothing; the buttons answer. */
@Controller('entry-invitations')
export class EntryInvitationsPages {
  constructor(private readonly collaborators: CollaboratorsService) {}

  @Get(':token')
  show(@Param('token') token: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(token, request, formWith());
  }

  @Post(':token/accept')
  accept(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return takeOpenForm(request, acceptForm, {
      act: async ({ password, ...sent }) => {
        const by = { actor: actorOf(request), password, ticks: ticksOf(sent) };
        const { entryId, session } = await this.collaborators.accept(token, by, senderOf(request));
        if (session) setSession(request, reply, session);
        return entryId;
      },
      after: (entryId) => done(`/submissions/${entryId}`, 'submissions:joining.accepted'),
      again: (form) => {
        const labels = { password: translator(request.locale)('accounts:password') };
        const { password: _none, ...values } = form.values;
        return this.page(token, request, formView({ ...form, values }, request, labels));
      },
    });
  }

  @Post(':token/decline')
  decline(@Param('token') token: string, @Req() request: FastifyRequest) {
    return takeOpenForm(request, anyForm, {
      act: () => this.collaborators.decline(token),
      after: () => view('pages/submissions/collaborators/declined'),
      again: (form) => this.page(token, request, formView(form, request)),
    });
  }

  private async page(token: string, request: FastifyRequest, form: FormView): Promise<View> {
    const t = translator(request.locale);
    const { invitation, entry, invitedBy, hasAccount } = await this.collaborators.look(token);
    return view('pages/submissions/collaborators/invitation', {
      token,
      name: invitation.name,
      email: invitation.email,
      expiresAt: invitation.expiresAt,
      right: t(`submissions:people.give.${invitation.right}`),
      takesOver: invitation.takesOver,
      title: entry.title || t('submissions:untitled'),
      organisation: entry.organisation.name,
      cycle: entry.cycle.title,
      invitedBy,
      hasAccount,
      signedInAs: request.identity?.email ?? '',
      isOther: request.identity !== null && request.identity.email !== invitation.email,
      minLength: passwordMinLength,
      consents: consentTicks(await this.collaborators.missingConsents(actorOf(request), entry.cycleId), {
        cycleId: entry.cycleId,
        sent: form.values,
        t,
      }),
      form,
    });
  }
}
