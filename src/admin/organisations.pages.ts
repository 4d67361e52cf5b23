import { Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { OrganisationsService } from '../accounts/organisations/organisations.service.js';
import { organisationKinds } from '../domain/accounts/organisation.js';
import { mustHaveRole } from '../domain/kernel/actor.js';
import type { Config } from '../platform/config.js';
import { takeForm } from '../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../platform/http/pages/form-view.js';
import { done, view, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { CONFIG } from '../platform/tokens.js';
import { translator } from '../platform/web/i18n.js';
import { AdminReader } from './admin.reader.js';
import { adminSide } from './admin-navigation.js';

const query = z.object({
  q: z.string().max(200).optional(),
  region: z.string().max(10).optional(),
  cursor: z.string().max(500).optional(),
});
const shown = 25;
const form = z.object({
  name: z.string().trim().min(1).max(300),
  kind: z.enum(organisationKinds),
  regionCode: z.string().min(1).max(10),
  inn: z.string().max(20).default(''),
  another: z
    .string()
    .default('')
    .transform((sent) => sent !== ''),
});
const rename = z.object({ name: z.string().trim().min(1).max(300), version: z.coerce.number().int() });

/** Organisations that may enter. */
@Controller('admin/organisations')
export class OrganisationsPages {
  constructor(
    private readonly organisations: OrganisationsService,
    private readonly reader: AdminReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  list(@Query({ schema: query }) filter: z.infer<typeof query>, @Req() request: FastifyRequest): Promise<View> {
    return this.page(request, filter, formWith());
  }

  @Post()
  add(@Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: (input, actor) => this.organisations.add(actor, input),
      after: (_none, input) =>
        done(`/admin/organisations?${new URLSearchParams({ q: input.name }).toString()}`, 'admin:organisations.added'),
      again: (again) => this.page(request, {}, formView(again, request, this.labels(request))),
    });
  }

  @Post(':id')
  rename(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, rename, {
      act: ({ name, version }, actor) => this.organisations.edit(actor, id, version, { name }),
      after: (_none, { name }) =>
        done(`/admin/organisations?${new URLSearchParams({ q: name }).toString()}`, 'admin:organisations.renamed'),
      again: (again) => this.page(request, {}, formView({ ...again, values: {} }, request, this.labels(request))),
    });
  }

  private async page(request: FastifyRequest, filter: z.infer<typeof query>, again: FormView): Promise<View> {
    const actor = signedIn(request);
    mustHaveRole(actor, ['admin']);
    const t = translator(request.locale);
    const [{ items, next }, regions] = await Promise.all([
      this.organisations.list(
        actor,
        { q: filter.q, regionCode: filter.region || undefined, cursor: filter.cursor },
        shown,
      ),
      this.reader.regions(),
    ]);
    const regionName = new Map(
      regions.map(({ code, nameRu, nameEn }) => [code, request.locale === 'ru' ? nameRu : nameEn]),
    );
    const more = new URLSearchParams({
      ...(filter.q && { q: filter.q }),
      ...(filter.region && { region: filter.region }),
      ...(next && { cursor: next }),
    });
    return view('pages/admin/organisations', {
      side: adminSide(actor, { locale: request.locale, current: 'organisations', demo: this.config.demo }),
      q: filter.q ?? '',
      region: filter.region ?? '',
      form: again,
      kinds: organisationKinds.map((kind) => ({ value: kind, label: t(`words:kind.${kind}`) })),
      regions: [...regionName].map(([value, label]) => ({ value, label })),
      alike: again.refusal !== null,
      items: items.map(({ id, name, kind, regionCode, inn, version }) => ({
        id,
        name,
        version,
        inn: inn ?? '',
        kind: t(`words:kind.${kind}`),
        region: regionName.get(regionCode) ?? regionCode,
      })),
      older: next ? `/admin/organisations?${more.toString()}` : null,
    });
  }

  private labels(request: FastifyRequest): Record<string, string> {
    const t = translator(request.locale);
    return {
      name: t('admin:organisations.name'),
      regionCode: t('admin:people.region'),
      inn: t('organisations:inn'),
      kind: t('admin:organisations.kind'),
    };
  }
}
