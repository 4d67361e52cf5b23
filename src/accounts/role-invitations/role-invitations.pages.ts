import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { takeOpenForm } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { senderOf } from '../../platform/http/request.js';
import { setSession } from '../../platform/http/session-cookie.js';
import { translator } from '../../platform/web/i18n.js';
import { passwordMinLength } from '../sign-in/passwords.js';
import { RoleInvitationsService } from './role-invitations.service.js';

const acceptForm = z.object({ password: z.string().optional() });
const declineForm = z.object({ reason: z.string().max(2000).default('') });

/** The page of an offer. Opening it changes nothing; the buttons answer. */
@Controller('invitations')
export class RoleInvitationsPages {
  constructor(private readonly invitations: RoleInvitationsService) {}

  @Get(':token')
  show(@Param('token') token: string): Promise<View> {
    return this.page(token, formWith());
  }

  @Post(':token/accept')
  accept(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return takeOpenForm(request, acceptForm, {
      act: async ({ password }) => {
        setSession(request, reply, await this.invitations.accept(token, password, senderOf(request)));
      },
      after: () => done('/', 'accounts:invitation.accepted'),
      again: (form) => {
        const labels = { password: translator(request.locale)('accounts:password') };
        return this.page(token, formView({ ...form, values: {} }, request, labels));
      },
    });
  }

  @Post(':token/decline')
  decline(@Param('token') token: string, @Req() request: FastifyRequest) {
    return takeOpenForm(request, declineForm, {
      act: ({ reason }) => this.invitations.decline(token, reason),
      after: () => view('pages/accounts/role-invitations/declined'),
      again: (form) => this.page(token, formView(form, request)),
    });
  }

  private async page(token: string, form: FormView): Promise<View> {
    const { invitation, organisation, invitedBy, hasAccount } = await this.invitations.look(token);
    const { name, email, role, expiresAt } = invitation;
    return view('pages/accounts/role-invitations/invitation', {
      token,
      name,
      email,
      role: organisation ? 'member-of' : role,
      organisation,
      invitedBy,
      expiresAt,
      hasAccount,
      minLength: passwordMinLength,
      form,
    });
  }
}
