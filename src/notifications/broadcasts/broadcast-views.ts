import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { RegionsReader } from './regions.reader.js';
import {
  broadcastBounds,
  broadcastKinds,
  kindsFor,
  type BroadcastAudience,
  type BroadcastSide,
} from '../../domain/kernel/broadcast.js';
import type { FormAgain } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { BroadcastsService, type BroadcastInput } from './broadcasts.service.js';

const optional = z
  .string()
  .default('')
  .transform((text) => text || null);
export const letterForm = z.object({
  kind: z.enum(broadcastKinds),
  nominationId: optional.pipe(z.uuid().nullable()),
  regionCode: optional.pipe(
    z
      .string()
      .regex(/^RU-[A-Z]{2,3}$/)
      .nullable(),
  ),
  subject: z.string().trim().min(1).max(broadcastBounds.subject),
  body: z.string().trim().min(1).max(broadcastBounds.body),
  isDuty: z.string().optional(),
});
export const sendForm = z.object({ seen: z.string().regex(/^[0-9a-f]{64}$/) });

export const inputFrom = ({ isDuty, ...sent }: z.output<typeof letterForm>): BroadcastInput => ({
  ...sent,
  isDuty: isDuty === 'yes',
});

/** So many people are shown by name; the count says how many there are. */
const shown = 200;

/** The pages of letters to many, for either side. */
@Injectable()
export class BroadcastViews {
  constructor(
    private readonly broadcasts: BroadcastsService,
    private readonly regions: RegionsReader,
  ) {}

  async list(request: FastifyRequest, side: BroadcastSide, again: FormAgain | null): Promise<View> {
    const t = translator(request.locale);
    const { broadcasts } = await this.broadcasts.page(side);
    const contests = side.of === 'region' ? await this.broadcasts.contestsOf(signedIn(request), side.code) : [];
    return view('pages/notifications/broadcasts/list', {
      ...(await this.frame(request, side)),
      action: side.of === 'region' ? `${baseOf(side)}?cycle=${side.cycleId}` : baseOf(side),
      contests:
        contests.length > 1
          ? contests.map(({ id, title, year }) => ({
              href: `${baseOf(side)}?cycle=${id}`,
              label: `${title}, ${year}`,
              current: id === side.cycleId,
            }))
          : [],
      form: again
        ? formView(again, request, labels(t))
        : formWith({ regionCode: side.of === 'region' ? side.code : '' }),
      rows: broadcasts.map(({ id, subject, kind, sentAt, createdAt, writtenBy }) => ({
        href: `${baseOf(side)}/${id}`,
        subject,
        kind: t(`broadcasts:kind.${kind}`),
        by: writtenBy.name,
        at: sentAt ?? createdAt,
        status: sentAt
          ? { word: t('broadcasts:state.sent'), mark: 'full', tone: 'ok' }
          : { word: t('broadcasts:state.draft'), mark: 'half', tone: 'wait' },
      })),
    });
  }

  async one(
    request: FastifyRequest,
    side: BroadcastSide,
    { id, again }: { id: string; again: FormAgain | null },
  ): Promise<View> {
    const t = translator(request.locale);
    const { broadcast, people, hash, letter } = await this.broadcasts.foresee(signedIn(request), side, id);
    const { subject, body, kind, nominationId, regionCode, isDuty, sentAt } = broadcast;
    const values = { subject, body, kind, nominationId: nominationId ?? '', regionCode: regionCode ?? '' };
    const form: FormView = again
      ? formView({ ...again, values: { ...values, isDuty: isDuty ? 'yes' : '', ...again.values } }, request, labels(t))
      : formWith({ ...values, isDuty: isDuty ? 'yes' : '' });
    const progress = sentAt ? await this.broadcasts.progress(broadcast, shown) : null;
    return view('pages/notifications/broadcasts/one', {
      ...(await this.frame(request, side)),
      subject,
      paragraphs: body.split('\n').filter((line) => line.trim()),
      audience: t(`broadcasts:kind.${kind}`),
      sentAt,
      by: broadcast.writtenBy.name,
      hash,
      form,
      action: `${baseOf(side)}/${id}`,
      letters: people.length,
      // A coordinator is told no mailboxes beyond those of drafts.
      people: people.slice(0, shown).map(({ name, email, note }) => ({
        name,
        email: side.of === 'cycle' ? email : '',
        note,
      })),
      more: people.length > shown ? t('broadcasts:more', { n: people.length - shown }) : '',
      letter,
      counts: progress?.counts ?? null,
      deliveries: (progress?.rows ?? []).map(({ name, email, state, sentAt: at }) => ({
        name,
        email: side.of === 'cycle' ? email : '',
        at,
        word: t(`broadcasts:delivery.${state}`),
        mark: { sent: 'full', failed: 'cross', withdrawn: 'cross' }[state] ?? 'half',
        tone: { sent: 'ok', failed: 'no', withdrawn: 'no' }[state] ?? 'wait',
      })),
    });
  }

  private async frame(request: FastifyRequest, side: BroadcastSide) {
    const t = translator(request.locale);
    const { nominations } = await this.broadcasts.page(side);
    const regions = await this.regions.names(request.locale);
    const isOfRegion = side.of === 'region';
    const own = isOfRegion ? (regions.find(({ value }) => value === side.code)?.label ?? side.code) : '';
    return {
      base: baseOf(side),
      side: isOfRegion ? null : cycleSide(request, side.cycleId, 'broadcasts'),
      crumbs: isOfRegion
        ? [
            { href: `/submissions/region/${side.code}`, label: own },
            { href: baseOf(side), label: t('broadcasts:title') },
          ]
        : [{ href: baseOf(side), label: t('broadcasts:title') }],
      lead: t(isOfRegion ? 'broadcasts:leadRegion' : 'broadcasts:lead'),
      kinds: kindsFor(side).map((kind) => ({ value: kind, label: t(`broadcasts:kind.${kind}`) })),
      nominations: nominations.map(({ id, title }) => ({ value: id, label: title })),
      regions: isOfRegion ? [] : regions,
      region: isOfRegion ? side.code : '',
      limits: broadcastBounds,
    };
  }
}

const baseOf = (side: BroadcastSide): string =>
  side.of === 'region' ? `/submissions/region/${side.code}/letters` : `/cycles/${side.cycleId}/broadcasts`;

const labels = (t: Translator): Partial<Record<keyof BroadcastAudience | 'subject' | 'body', string>> => ({
  kind: t('broadcasts:to'),
  nominationId: t('broadcasts:nomination'),
  regionCode: t('broadcasts:region'),
  subject: t('broadcasts:subject'),
  body: t('broadcasts:body'),
});
