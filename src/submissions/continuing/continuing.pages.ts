import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { consentTicks, ticksOf } from '../../cycles/consents/consent-ticks.js';
import type { FormField } from '../../domain/cycles/form.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatSize } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { wordsIn } from '../writing/entry-form-model.js';
import { refusalModel } from '../writing/entry-model.js';
import { ContinuingService } from './continuing.service.js';

const form = z.looseObject({ nominationId: z.uuid() });

/** What would go on from an earlier entry, before a draft is begun from it. */
@Controller('submissions/:id/continue')
export class ContinuingPages {
  constructor(private readonly continuing: ContinuingService) {}

  @Get()
  show(
    @Param('id') id: string,
    @Query('nomination') nomination: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.page(id, request, { nomination });
  }

  @Post()
  begin(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, form, {
      act: ({ nominationId, ...sent }, actor) => this.continuing.begin(actor, id, nominationId, ticksOf(sent)),
      after: (draft) => done(`/submissions/${draft.id}/edit`, 'submissions:continue.done'),
      again: (again) => this.page(id, request, { nomination: String(again.values['nominationId'] ?? ''), again }),
    });
  }

  private async page(
    id: string,
    request: FastifyRequest,
    { nomination, again = null }: { nomination?: string | undefined; again?: FormAgain | null },
  ): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const { entry, places, chosen, continuation, begun } = await this.continuing.look(
      signedIn(request),
      id,
      nomination,
    );
    const isOneContest = new Set(places.map(({ cycle }) => cycle.id)).size < 2;
    const labels = (fields: readonly FormField[], ids: readonly string[]) =>
      fields.filter((field) => ids.includes(field.id)).map(({ label }) => wordsIn(label, locale));
    const files = (some: readonly { file: { name: string; bytes: number } }[]) =>
      some.map(({ file: { name, bytes } }) => `${name}, ${formatSize(bytes, locale)}`);
    const section = (title: string, items: string[]) => ({ title: t(`submissions:continue.${title}`), items });
    return view('pages/submissions/continuing/continue', {
      id,
      title: entry.title || t('submissions:untitled'),
      places: places.map(({ cycle, room }) => ({
        label: isOneContest ? room.title : `${room.title} · ${cycle.title}`,
        href: `/submissions/${id}/continue?nomination=${room.id}`,
        chosen: room.id === chosen?.room.id,
      })),
      contest: chosen?.cycle.title ?? '',
      nominationId: chosen?.room.id ?? '',
      begun: begun.map((one) => ({
        href: `/submissions/${one.id}`,
        label: one.title || t('submissions:untitled'),
      })),
      sections: continuation
        ? [
            section('carried', labels(continuation.fields, Object.keys(continuation.carried.answers))),
            section('changed', labels(continuation.fields, continuation.carried.changed)),
            section('fresh', labels(continuation.fields, continuation.carried.fresh)),
            section('dropped', labels(continuation.earlierFields, continuation.carried.dropped)),
            section('files', files(continuation.files)),
            section('filesLeft', files(continuation.filesLeft)),
          ]
        : [],
      consents: consentTicks(chosen?.missing ?? [], {
        cycleId: chosen?.cycle.id ?? '',
        sent: again?.values ?? {},
        error: again?.refusal?.code === 'consent-needed' ? t('refusals:field.consent') : '',
        t,
      }),
      refusal: refusalModel(again?.refusal ?? null, request),
    });
  }
}
