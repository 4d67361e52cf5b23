import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { consentTicks, ticksOf } from '../cycles/consents/consent-ticks.js';
import type { FormField } from '../domain/cycles/form.js';
import { takeForm, type FormAgain } from '../platform/http/pages/forms.js';
import { done, view, type View } from '../platform/http/pages/page.js';
import { signedIn } from '../platform/http/request.js';
import { translator } from '../platform/web/i18n.js';
import { wordsIn } from '../submissions/writing/entry-form-model.js';
import { refusalModel } from '../submissions/writing/entry-model.js';
import { ReplicaService } from './replica.service.js';

const form = z.looseObject({ nominationId: z.uuid(), organisationId: z.uuid() });
const query = z.object({
  organisation: z.uuid().optional().catch(undefined),
  nomination: z.uuid().optional().catch(undefined),
});

/** What an entry that repeats a practice would begin with, before it is begun. */
@Controller('practices/:slug/enter')
export class ReplicaPages {
  constructor(private readonly replicas: ReplicaService) {}

  @Get()
  show(
    @Param('slug') slug: string,
    @Query({ schema: query }) { organisation, nomination }: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.page(slug, { organisationId: organisation, nominationId: nomination }, request, null);
  }

  @Post()
  begin(@Param('slug') slug: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: ({ nominationId, organisationId, ...sent }, actor) =>
        this.replicas.begin(actor, slug, { nominationId, organisationId, ticks: ticksOf(sent) }),
      after: ({ id }) => done(`/submissions/${id}/edit`, 'library:replica.done'),
      again: (again) => {
        const { nomination, organisation } = query.parse({
          nomination: again.values['nominationId'],
          organisation: again.values['organisationId'],
        });
        return this.page(slug, { organisationId: organisation, nominationId: nomination }, request, again);
      },
    });
  }

  private async page(
    slug: string,
    asked: { organisationId?: string | undefined; nominationId?: string | undefined },
    request: FastifyRequest,
    again: FormAgain | null,
  ): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const { practice, organisations, organisation, places, chosen, replica } = await this.replicas.look(
      signedIn(request),
      slug,
      asked,
    );
    const address = (part: { organisation?: string | undefined; nomination?: string | undefined }) => {
      const set = Object.entries({ organisation: organisation?.id, nomination: chosen?.nominationId, ...part });
      return `/practices/${slug}/enter?${new URLSearchParams(set.filter((pair): pair is [string, string] => Boolean(pair[1]))).toString()}`;
    };
    const isOneContest = new Set(places.map(({ cycleId }) => cycleId)).size < 2;
    const labels = (fields: readonly FormField[], ids: readonly string[]) =>
      fields.filter((field) => ids.includes(field.id)).map(({ label }) => wordsIn(label, locale));
    const section = (title: string, items: string[]) => ({ title: t(title), items });
    return view('pages/library/replica', {
      slug,
      title: practice.title,
      by: [practice.organisation, practice.regionName].filter(Boolean).join(', '),
      organisations: organisations.map(({ id, name }) => ({
        label: name,
        href: address({ organisation: id, nomination: undefined }),
        chosen: id === organisation?.id,
      })),
      hasOrganisation: organisation !== null,
      contest: chosen?.cycle ?? '',
      places: places.map(({ nominationId, nomination, cycle }) => ({
        label: isOneContest ? nomination : `${nomination} · ${cycle}`,
        href: address({ nomination: nominationId }),
        chosen: nominationId === chosen?.nominationId,
      })),
      organisationId: organisation?.id ?? '',
      nominationId: chosen?.nominationId ?? '',
      sections: replica
        ? [
            section('submissions:continue.carried', labels(replica.fields, Object.keys(replica.carried.answers))),
            section('submissions:continue.changed', labels(replica.fields, replica.carried.changed)),
            section('library:replica.fresh', labels(replica.fields, replica.carried.fresh)),
            section('library:replica.own', labels(replica.from, replica.carried.dropped)),
          ]
        : [],
      consents: consentTicks(chosen?.missing ?? [], {
        cycleId: chosen?.cycleId ?? '',
        sent: again?.values ?? {},
        error: again?.refusal?.code === 'consent-needed' ? t('refusals:field.consent') : '',
        t,
      }),
      refusal: refusalModel(again?.refusal ?? null, request),
    });
  }
}
