import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { closingSentence } from '../../cycles/extensions/closing-words.js';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { hasRole } from '../../domain/kernel/actor.js';
import { enteringRoles } from '../../domain/submissions/on-behalf.js';
import { isTaking, nextEnd } from '../../domain/cycles/closing.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { decodeCursor, inKey, pageOf } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { formatRemaining } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { allWords, draftRow, previewOf } from './drafts-model.js';
import { DraftsReader } from './drafts.reader.js';
import { RemindersService } from './reminders.service.js';

const perPage = 50;
const remindForm = z.object({ entry: z.uuid().optional() });

/** Who has a draft of a cycle and has not submitted it, for the organizer: never what it is called or says. */
@Controller('cycles/:cycle/drafts')
export class DraftsPages {
  constructor(
    private readonly drafts: DraftsReader,
    private readonly reminders: RemindersService,
  ) {}

  @Get()
  show(@Param('cycle') cycleId: string, @Query('cursor') cursor: string | undefined, @Req() request: FastifyRequest) {
    return this.page(cycleId, request, { cursor, form: formWith() });
  }

  /** Whom a letter would go to, and what it says. */
  @Get('remind')
  async ask(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const found = await this.drafts.ofCycle(signedIn(request), cycleId, { after: null, limit: perPage });
    const waiting = found.drafts.filter(({ contacts }) => contacts.some(({ isReminded }) => !isReminded));
    const [first] = waiting;
    return view('pages/submissions/drafts/remind', {
      back: `/cycles/${cycleId}/drafts`,
      action: `/cycles/${cycleId}/drafts/remind`,
      rows: waiting.map((row) => draftRow(row, t)),
      more: found.counts.drafts > perPage ? t('submissions:drafts.more', { n: found.counts.drafts }) : '',
      letters: found.counts.letters,
      willGo: allWords(found.counts, t),
      letter: first ? previewOf(first, { now: found.now, request, t }) : null,
      form: formWith(),
    });
  }

  @Post('remind')
  remind(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, remindForm, {
      act: ({ entry }, actor) => this.reminders.remind(actor, { of: 'cycle', cycleId }, entry ? [entry] : null),
      after: ({ letters }) => done(`/cycles/${cycleId}/drafts`, 'submissions:drafts.sent', { n: letters }),
      again: (form) =>
        this.page(cycleId, request, { cursor: undefined, form: formView({ ...form, values: {} }, request) }),
    });
  }

  private async page(
    cycleId: string,
    request: FastifyRequest,
    { cursor, form }: { cursor: string | undefined; form: FormView },
  ): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const after = decodeCursor(cursor, [inKey.instant, inKey.id]);
    const found = await this.drafts.ofCycle(signedIn(request), cycleId, { after, limit: perPage + 1 });
    const { setup, closing, counts, now } = found;
    const term = closing ? closingSentence(closing, setup, { locale, timeZone, now }) : '';
    const { items, next } = pageOf(
      found.drafts,
      perPage,
      (row) => [row.createdAt.toISOString(), row.id],
      (row) => {
        const region = setup.regions.get(row.regionCode);
        const extendHref = `/cycles/${cycleId}/extensions?target=entry:${row.id}`;
        return {
          ...draftRow(row, t),
          extendHref,
          region: (locale === 'ru' ? region?.nameRu : region?.nameEn) ?? row.regionCode,
        };
      },
    );
    const closesIn = setup.cycle.timeZone;
    const mayEnter = isTaking(closing) && hasRole(signedIn(request), enteringRoles, { cycleId });
    return view('pages/submissions/drafts/drafts', {
      side: cycleSide(request, cycleId, 'overview'),
      strip: phaseStrip({ stages: [...setup.stages], now, timeZone, locale, cycleZone: closesIn }),
      lead:
        closing && isTaking(closing)
          ? t('submissions:drafts.lead', {
              n: counts.drafts,
              closing: term,
              left: formatRemaining(now, nextEnd(closing), locale),
            })
          : t('submissions:drafts.closed', { closing: term && `${term}.` }).trim(),
      behalfHref: mayEnter ? `/cycles/${cycleId}/on-behalf` : '',
      rows: items,
      counts,
      willGo: allWords(counts, t),
      action: `/cycles/${cycleId}/drafts/remind`,
      more: next && `/cycles/${cycleId}/drafts?cursor=${encodeURIComponent(next)}`,
      form,
    });
  }
}
