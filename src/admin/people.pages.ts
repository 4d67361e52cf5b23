import { GrantsService } from '../accounts/grants/grants.service.js';
import { MembershipsService } from '../accounts/organisations/memberships.service.js';
import { Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mailAddress } from '../platform/http/fields.js';
import { PeopleService, type PersonFile } from '../accounts/people/people.service.js';
import { roles } from '../domain/kernel/actor.js';
import type { Config } from '../platform/config.js';
import { takeForm } from '../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../platform/http/pages/form-view.js';
import { done, view, type Redirect, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { CONFIG } from '../platform/tokens.js';
import { translator } from '../platform/web/i18n.js';
import { AdminReader } from './admin.reader.js';
import { adminSide } from './admin-navigation.js';

const query = z.object({ q: z.string().max(200).optional(), cursor: z.string().max(500).optional() });
const newPerson = z.object({ email: mailAddress, name: z.string().trim().min(1).max(200) });
const blank = z.literal('').transform(() => null);
const newGrant = z.object({
  role: z.enum(roles),
  cycleId: z.union([blank, z.uuid()]).default(null),
  regionCode: z.union([blank, z.string().max(10)]).default(null),
});
const newMembership = z.object({ organisationId: z.uuid() });

/** Accounts, and what their people may do. */
@Controller('admin/people')
export class PeoplePages {
  constructor(
    private readonly people: PeopleService,
    private readonly grants: GrantsService,
    private readonly memberships: MembershipsService,
    private readonly reader: AdminReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  list(@Query({ schema: query }) filter: z.infer<typeof query>, @Req() request: FastifyRequest): Promise<View> {
    return this.listPage(request, filter, formWith());
  }

  @Post()
  add(@Req() request: FastifyRequest) {
    return takeForm(request, newPerson, {
      act: (input, actor) => this.people.add(actor, input),
      after: ({ id }) => done(`/admin/people/${id}`, 'admin:people.added'),
      again: (form) => this.listPage(request, {}, formView(form, request, this.labels(request))),
    });
  }

  @Get(':id')
  async show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.personPage(request, await this.people.read(signedIn(request), id), formWith());
  }

  @Post(':id/grants')
  grant(@Param('id') id: string, @Req() request: FastifyRequest) {
    const actor = signedIn(request);
    return takeForm(request, newGrant, {
      act: (input) => this.grants.grant(actor, { userId: id, ...input }),
      after: () => done(`/admin/people/${id}`, 'admin:people.granted'),
      again: async (form) =>
        this.personPage(
          request,
          await this.people.read(actor, id),
          formView(form, request, { regionCode: translator(request.locale)('admin:people.region') }),
        ),
    });
  }

  @Post(':id/grants/:grant/revoke')
  async revoke(@Param('id') id: string, @Param('grant') grant: string, @Req() request: FastifyRequest) {
    await this.grants.revoke(signedIn(request), grant);
    return done(`/admin/people/${id}`, 'admin:people.revoked');
  }

  @Post(':id/memberships')
  join(@Param('id') id: string, @Req() request: FastifyRequest) {
    const actor = signedIn(request);
    return takeForm(request, newMembership, {
      act: ({ organisationId }) => this.memberships.join(actor, { userId: id, organisationId }),
      after: () => done(`/admin/people/${id}`, 'admin:people.joined'),
      again: async (form) => this.personPage(request, await this.people.read(actor, id), formView(form, request)),
    });
  }

  @Post(':id/memberships/:membership/end')
  async leave(@Param('id') id: string, @Param('membership') membership: string, @Req() request: FastifyRequest) {
    await this.memberships.leave(signedIn(request), membership);
    return done(`/admin/people/${id}`, 'admin:people.left');
  }

  @Post(':id/deactivate')
  async deactivate(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.people.deactivate(signedIn(request), id);
    return done(`/admin/people/${id}`, 'admin:people.closed');
  }

  @Post(':id/reactivate')
  async reactivate(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.people.reactivate(signedIn(request), id);
    return done(`/admin/people/${id}`, 'admin:people.opened');
  }

  private async listPage(request: FastifyRequest, filter: z.infer<typeof query>, form: FormView): Promise<View> {
    const actor = signedIn(request);
    const { items, next } = await this.people.list(actor, filter);
    const more = new URLSearchParams({ ...(filter.q && { q: filter.q }), ...(next && { cursor: next }) });
    return view('pages/admin/people', {
      side: this.side(request),
      q: filter.q ?? '',
      form,
      items: items.map(({ id, name, email, createdAt, deactivatedAt }) => ({
        id,
        name,
        email,
        createdAt,
        closed: deactivatedAt !== null,
      })),
      older: next ? `/admin/people?${more.toString()}` : null,
    });
  }

  private async personPage(request: FastifyRequest, { user, grants, memberships }: PersonFile, form: FormView) {
    const [cycles, regions, organisations] = await Promise.all([
      this.reader.cycles(),
      this.reader.regions(),
      this.reader.organisations(''),
    ]);
    const cycleTitle = new Map(cycles.map(({ id, title }) => [id, title]));
    const regionName = new Map(
      regions.map(({ code, nameRu, nameEn }) => [code, request.locale === 'ru' ? nameRu : nameEn]),
    );
    const t = translator(request.locale);
    return view('pages/admin/person', {
      side: this.side(request),
      person: user,
      closed: user.deactivatedAt !== null,
      own: user.id === request.identity?.actor.userId,
      form,
      roles: roles.map((role) => ({ value: role, label: t(`accounts:role.${role}`) })),
      cycles: cycles.map(({ id, title }) => ({ value: id, label: title })),
      regions: [...regionName].map(([value, label]) => ({ value, label })),
      organisations: organisations
        .filter(({ id }) => !memberships.some(({ organisation }) => organisation.id === id))
        .map(({ id, name }) => ({ value: id, label: name })),
      grants: grants.map(({ id, role, cycleId, regionCode, grantedAt }) => ({
        id,
        role: t(`accounts:role.${role}`),
        scope: [
          cycleId ? (cycleTitle.get(cycleId) ?? '') : t('accounts:role.everyCycle'),
          regionCode && (regionName.get(regionCode) ?? regionCode),
        ]
          .filter(Boolean)
          .join(' · '),
        grantedAt,
      })),
      memberships: memberships.map(({ id, organisation, createdAt }) => ({ id, name: organisation.name, createdAt })),
    });
  }

  private side(request: FastifyRequest) {
    return adminSide(signedIn(request), { locale: request.locale, current: 'people', demo: this.config.demo });
  }

  private labels(request: FastifyRequest): Record<string, string> {
    const t = translator(request.locale);
    return { email: t('accounts:email'), name: t('accounts:name') };
  }
}
