import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mailAddress } from '../../platform/http/fields.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { RoleInvitationsService } from './role-invitations.service.js';

const offerForm = z.object({ email: mailAddress, name: z.string().trim().min(1).max(200) });

/** Who acts for an organisation, and whom its people ask to join them. */
@Controller('account/organisations/:organisation')
export class ColleaguesPages {
  constructor(private readonly invitations: RoleInvitationsService) {}

  @Get()
  show(@Param('organisation') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, formWith());
  }

  @Post()
  offer(@Param('organisation') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, offerForm, {
      act: (input, actor) =>
        this.invitations.invite(actor, { ...input, role: 'member', organisationId: id, locale: request.locale }),
      after: (_none, { email }) => done(`/account/organisations/${id}`, 'accounts:colleagues.sent', { email }),
      again: (form) => this.page(id, request, formView(form, request, this.labels(request))),
    });
  }

  private async page(id: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { organisation, people } = await this.invitations.colleagues(signedIn(request), id);
    return view('pages/accounts/role-invitations/colleagues', {
      id,
      organisation: organisation.name,
      people: people.map(({ name, email }) => ({ name, email })),
      form,
    });
  }

  private labels(request: FastifyRequest): Record<string, string> {
    const t = translator(request.locale);
    return { email: t('accounts:email'), name: t('accounts:name') };
  }
}
