import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { stageIn } from './stage-in.js';
import { closingSentence } from '../../cycles/extensions/closing-words.js';
import { barWords, placeWords } from '../../cycles/ways-in/registration-model.js';
import type { NominationRoom } from '../../cycles/ways-in/way-in.reader.js';
import { nextEnd } from '../../domain/cycles/closing.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { decodeCursor, inKey, pageOf } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { formatRemaining } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { rowOf } from '../writing/entry-model.js';
import { EntrantsReader } from '../writing/entrants.reader.js';
import { allWords, draftRow, previewOf } from './drafts-model.js';
import { DraftsReader } from './drafts.reader.js';
import { RemindersService } from './reminders.service.js';

const perPage = 50;
const remindForm = z.object({ entry: z.union([z.uuid(), z.array(z.uuid()).max(500)]).optional() });
type Cursors = { cursor?: string; drafts?: string };

/** The home of a region's coordinator: what the region has submitted, its drafts, its places and what is due. */
@Controller('submissions/region/:code')
export class RegionEntriesPages {
  constructor(
    private readonly entrants: EntrantsReader,
    private readonly drafts: DraftsReader,
    private readonly reminders: RemindersService,
  ) {}

  @Get()
  show(@Param('code') code: string, @Query() cursors: Cursors, @Req() request: FastifyRequest): Promise<View> {
    return this.page(code, request, { cursors, form: formWith() });
  }

  /** Whom a letter would go to, and what it says. */
  @Get('remind')
  async ask(@Param('code') code: string, @Req() request: FastifyRequest): Promise<View> {
    return this.askPage(code, request, formWith());
  }

  /** The named, or all. */
  @Post('remind')
  remind(@Param('code') code: string, @Req() request: FastifyRequest) {
    return takeForm(request, remindForm, {
      act: ({ entry }, actor) =>
        this.reminders.remind(actor, { of: 'region', code }, entry === undefined ? null : [entry].flat()),
      after: ({ letters }) => done(`/submissions/region/${code}#drafts`, 'submissions:drafts.sent', { n: letters }),
      again: (form: FormAgain) =>
        this.page(code, request, { cursors: {}, form: formView({ ...form, values: {} }, request) }),
    });
  }

  private async askPage(code: string, request: FastifyRequest, form: FormView): Promise<View> {
    const t = translator(request.locale);
    const found = await this.drafts.ofRegion(signedIn(request), code, { after: null, limit: perPage });
    const waiting = found.drafts.filter(({ contacts }) => contacts.some(({ isReminded }) => !isReminded));
    const [first] = waiting;
    return view('pages/submissions/drafts/remind', {
      back: `/submissions/region/${code}#drafts`,
      action: `/submissions/region/${code}/remind`,
      rows: waiting.map((row) => draftRow(row, t)),
      more: found.counts.drafts > perPage ? t('submissions:drafts.more', { n: found.counts.drafts }) : '',
      letters: found.counts.letters,
      willGo: allWords(found.counts, t),
      letter: first ? previewOf(first, { now: found.now, request, t }) : null,
      form,
    });
  }

  private async page(
    code: string,
    request: FastifyRequest,
    { cursors, form }: { cursors: Cursors; form: FormView },
  ): Promise<View> {
    const { locale, timeZone } = request;
    const actor = signedIn(request);
    const t = translator(locale);
    const after = decodeCursor(cursors.cursor, [inKey.instant, inKey.id]);
    const draftsAfter = decodeCursor(cursors.drafts, [inKey.instant, inKey.id]);
    const [found, { drafts, counts, byNomination, now }] = await Promise.all([
      this.entrants.ofRegion(actor, code, { after, limit: perPage + 1 }),
      this.drafts.ofRegion(actor, code, { after: draftsAfter, limit: perPage + 1 }),
    ]);
    const base = `/submissions/region/${code}`;
    const entries = pageOf(
      found.entries,
      perPage,
      (entry) => [(entry.submittedAt ?? entry.savedAt).toISOString(), entry.id],
      (entry) => ({ ...rowOf(entry, t), href: `/submissions/${entry.id}`, year: entry.cycle.year }),
    );
    const waiting = pageOf(
      drafts,
      perPage,
      (row) => [row.createdAt.toISOString(), row.id],
      (row) => draftRow(row, t),
    );
    const sittings = await this.drafts.sittings(
      code,
      found.cycles.map(({ cycle }) => cycle.id),
    );
    const cycles = found.cycles.map(({ setup, cycle, closing, rooms }) => {
      const inPlay = rooms.reduce((sum, room) => sum + (room.inPlay ?? 0), 0);
      const quotas = rooms.map(({ quota }) => quota);
      const places = quotas.every((quota) => quota !== null)
        ? quotas.reduce<number>((sum, quota) => sum + quota, 0)
        : null;
      return {
        title: cycle.title,
        lead: t('submissions:region.due', {
          closing: closingSentence(closing, setup, { locale, timeZone, now }),
          left: formatRemaining(now, nextEnd(closing), locale),
        }),
        places:
          places === null
            ? t('submissions:region.submitted', { n: inPlay })
            : t('submissions:region.of', { n: inPlay, places }),
        rooms: rooms.map((room) => quotaRow(room, byNomination.get(room.id) ?? 0, t)),
        sittings: sittings
          .filter(({ cycleId }) => cycleId === cycle.id)
          .map(({ number, place, heldOn }) => ({ number, place, heldOn })),
        regionalHref: stageIn(actor, { cycleId: cycle.id, regionCode: code }),
      };
    });
    const name = locale === 'ru' ? found.region.nameRu : found.region.nameEn;
    return view('pages/submissions/drafts/region-entries', {
      title: name,
      cycles,
      counts,
      willGo: allWords(counts, t),
      drafts: waiting.items,
      moreDrafts: waiting.next && `${base}?drafts=${encodeURIComponent(waiting.next)}#drafts`,
      action: `${base}/remind`,
      rows: entries.items,
      more: entries.next && `${base}?cursor=${encodeURIComponent(entries.next)}#entries`,
      lettersHref: `${base}/letters`,
      regionHref: `/practices?r=${code}`,
      form,
    });
  }
}

/** More squares than these say nothing at a look. */
const mostSquares = 10;

/** The places of a nomination with its drafts, and what that means. */
function quotaRow(room: NominationRoom, drafts: number, t: Translator) {
  const { title, quota } = room;
  const inPlay = room.inPlay ?? 0;
  const free = quota === null ? null : quota - inPlay;
  const meaning =
    free === null
      ? inPlay + drafts === 0
        ? 'none'
        : 'unlimited'
      : free <= 0
        ? 'full'
        : inPlay === 0
          ? 'none'
          : drafts > free
            ? 'over'
            : drafts === free
              ? 'exactly'
              : 'free';
  return {
    title,
    squares:
      quota !== null && quota <= mostSquares
        ? Array.from({ length: quota }, (_, at) => (at < inPlay ? 'in' : at < inPlay + drafts ? 'draft' : 'free'))
        : [],
    words: placeWords(room, t),
    drafts: drafts > 0 ? t('submissions:region.drafts', { n: drafts }) : '',
    meaning:
      barWords(room, t) || t(`submissions:region.meaning.${meaning}`, { n: (free ?? 0) - drafts, free: free ?? 0 }),
    mark: meaning === 'full' ? 'cross' : 'late',
    tone: meaning === 'full' ? 'no' : meaning === 'none' || meaning === 'over' ? 'wait' : '',
  };
}
