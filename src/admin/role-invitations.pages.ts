import { Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mailAddress } from '../platform/http/fields.js';
import type { RoleInvitation } from '../accounts/role-invitations/role-invitation.entity.js';
import { RoleInvitationsService } from '../accounts/role-invitations/role-invitations.service.js';
import { mustOfferRoles } from '../accounts/role-invitations/offers.policy.js';
import { offerable } from '../domain/accounts/offers.js';
import { hasRole, roles } from '../domain/kernel/actor.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { takeForm } from '../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../platform/http/pages/form-view.js';
import { done, view, type Redirect, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { CONFIG } from '../platform/tokens.js';
import { translator } from '../platform/web/i18n.js';
import { AdminReader } from './admin.reader.js';
import { adminSide } from './admin-navigation.js';

const blank = z.literal('').transform(() => null);
const form = z.object({
  email: mailAddress,
  name: z.string().trim().min(1).max(200),
  role: z.enum(roles),
  cycleId: z.union([blank, z.uuid()]).default(null),
  regionCode: z.union([blank, z.string().max(10)]).default(null),
  organisationId: z.union([blank, z.uuid()]).default(null),
});
const states = {
  accepted: { mark: 'full', tone: 'ok' },
  declined: { mark: 'cross', tone: 'no' },
  expired: { mark: 'dash', tone: '' },
  waiting: { mark: 'half', tone: 'wait' },
} as const;

/** Offers of roles: what was sent, and what became of it. */
@Controller('admin/invitations')
export class AdminRoleInvitationsPages {
  constructor(
    private readonly invitations: RoleInvitationsService,
    private readonly reader: AdminReader,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  list(@Query('cursor') cursor: string | undefined, @Req() request: FastifyRequest): Promise<View> {
    return this.page(request, cursor, formWith());
  }

  @Post()
  invite(@Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: (input, actor) => this.invitations.invite(actor, input),
      after: (_none, input) => done('/admin/invitations', 'admin:invitations.sent', { email: input.email }),
      again: (again) => this.page(request, undefined, formView(again, request, this.labels(request))),
    });
  }

  @Post(':id/resend')
  async resend(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    const { email } = await this.invitations.resend(signedIn(request), id);
    return done('/admin/invitations', 'admin:invitations.sent', { email });
  }

  @Post(':id/revoke')
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.invitations.revoke(signedIn(request), id);
    return done('/admin/invitations', 'admin:invitations.revoked');
  }

  private async page(request: FastifyRequest, cursor: string | undefined, again: FormView): Promise<View> {
    const actor = signedIn(request);
    mustOfferRoles(actor);
    const t = translator(request.locale);
    const [{ items, next }, cycles, regions, organisations] = await Promise.all([
      this.invitations.list(actor, cursor),
      this.reader.cycles(),
      this.reader.regions(),
      hasRole(actor, ['admin']) ? this.reader.organisations('') : [],
    ]);
    const offers = offerable(actor);
    return view('pages/admin/role-invitations', {
      side: adminSide(actor, { locale: request.locale, current: 'invitations', demo: this.config.demo }),
      form: again,
      roles: offers.roles.map((role) => ({ value: role, label: t(`accounts:role.${role}`) })),
      anyCycle: hasRole(actor, ['admin']) ? t('admin:people.allCycles') : t('admin:people.chooseCycle'),
      cycles: cycles
        .filter(({ id }) => offers.cycleIds?.includes(id) ?? true)
        .map(({ id, title }) => ({ value: id, label: title })),
      anyRegion: offers.regionCodes ? t('admin:people.chooseRegion') : t('admin:people.allRegions'),
      regions: regions
        .filter(({ code }) => offers.regionCodes?.includes(code) ?? true)
        .map(({ code, nameRu, nameEn }) => ({ value: code, label: request.locale === 'ru' ? nameRu : nameEn })),
      organisations: organisations.map(({ id, name }) => ({ value: id, label: name })),
      items: items.map((invitation) => {
        const state = stateOf(invitation, this.clock.now());
        return {
          id: invitation.id,
          name: invitation.name,
          email: invitation.email,
          role: t(`accounts:role.${invitation.organisationId ? 'member-of' : invitation.role}`),
          createdAt: invitation.createdAt,
          expiresAt: invitation.expiresAt,
          reason: invitation.declineReason,
          open: state === 'waiting' || state === 'expired',
          waiting: state === 'waiting',
          state: { word: t(`admin:invitations.state.${state}`), ...states[state] },
        };
      }),
      older: next ? `/admin/invitations?${new URLSearchParams({ cursor: next }).toString()}` : null,
    });
  }

  private labels(request: FastifyRequest): Record<string, string> {
    const t = translator(request.locale);
    return {
      email: t('accounts:email'),
      name: t('accounts:name'),
      role: t('mails:invitation.role'),
      regionCode: t('admin:people.region'),
    };
  }
}

function stateOf({ acceptedAt, declinedAt, expiresAt }: RoleInvitation, now: Date): keyof typeof states {
  if (acceptedAt) return 'accepted';
  if (declinedAt) return 'declined';
  return expiresAt <= now ? 'expired' : 'waiting';
}
