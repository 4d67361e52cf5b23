import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SecondPhase } from '../domain/ranking-rule.js';
import type { BodyBallot } from '../domain/ranking/second-phase.js';
import { Refusal } from '../domain/refusal.js';
import { formView, formWith, type FormView } from '../platform/http/form-view.js';
import { takeForm, type FormBody } from '../platform/http/forms.js';
import { done, view, type Redirect, type View } from '../platform/http/page.js';
import { signedIn } from '../platform/http/request.js';
import { translator } from '../platform/web/i18n.js';
import { RankingsService } from './rankings.service.js';
import { frameModel } from './results-frame.js';
import { ResultsReader } from './results.reader.js';
import { placeText } from './results-words.js';

const asked = z.object({ nomination: z.string().max(40).catch(''), meeting: z.string().max(40).catch('') });
type Asked = z.infer<typeof asked>;
const ballotsForm = z.looseObject({ meeting: z.uuid(), ground: z.string().max(1000).default('') });
const ordered = ['rank-points', 'schulze', 'stv'];
const cellOf = (voterId: string, entryId: string) => `b-${voterId}-${entryId}`;

/** What the members of a body give to the best of a nomination, entered as a table of entries and members. */
@Controller('cycles/:cycle/second-phase')
export class SecondPhasePages {
  constructor(
    private readonly reader: ResultsReader,
    private readonly rankings: RankingsService,
  ) {}

  @Get()
  show(
    @Param('cycle') cycleId: string,
    @Query({ schema: asked }) query: Asked,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.page(cycleId, query, request, null);
  }

  @Post()
  record(
    @Param('cycle') cycleId: string,
    @Query({ schema: asked }) query: Asked,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: ballotsForm,
      body,
      act: async ({ meeting, ground }) => {
        const { nomination, found } = await this.found(cycleId, { ...query, meeting }, request);
        const ballots = ballotsFrom(body as FormBody, found.phase, {
          voters: found.voters.map(({ id }) => id),
          entries: found.rows.map(({ entryId }) => entryId),
        });
        await this.rankings.recordBallots(signedIn(request), nomination.id, { meetingId: meeting, ballots, ground });
        return done(`/cycles/${cycleId}/ranking?nomination=${nomination.id}`, 'results:second.done');
      },
      again: (form) => this.page(cycleId, query, request, formView(form, request)),
    });
  }

  private async found(cycleId: string, query: Asked, request: FastifyRequest) {
    const actor = signedIn(request);
    const frame = await this.reader.frame(actor, cycleId);
    const nomination = frame.nominations.find(({ id }) => id === query.nomination);
    if (!nomination) throw new Refusal({ code: 'not-found' });
    const meetings = await this.reader.meetings(actor, cycleId);
    const meeting = meetings.find(({ id }) => id === query.meeting) ?? meetings[0] ?? null;
    const found = await this.reader.secondPhase(actor, nomination, meeting?.id ?? null);
    return { frame, nomination, meetings, meeting, found };
  }

  private async page(cycleId: string, query: Asked, request: FastifyRequest, form: FormView | null): Promise<View> {
    const t = translator(request.locale);
    const { frame, nomination, meetings, meeting, found } = await this.found(cycleId, query, request);
    const { phase, rows, cards, voters, recorded } = found;
    const here = (id: string) => `/cycles/${cycleId}/second-phase?nomination=${nomination.id}&meeting=${id}`;
    const typed = form?.values ?? (recorded?.meetingId === meeting?.id ? typedOf(recorded?.ballots ?? [], phase) : {});
    return view('pages/results/second-phase', {
      ...frameModel(frame, request, 'ranking'),
      lead: t('results:second.pageLead'),
      crumbs: [
        { href: `/cycles/${cycleId}/ranking?nomination=${nomination.id}`, label: nomination.title },
        { label: t('results:second.link') },
      ],
      meetings: meetings.map(({ id, body, number }) => ({
        href: here(id),
        label: `${body}, № ${number}`,
        current: id === meeting?.id,
      })),
      action: meeting ? here(meeting.id) : '',
      meetingId: meeting?.id ?? '',
      sittingHref: meeting ? `/cycles/${cycleId}/meetings/${meeting.id}` : `/cycles/${cycleId}/decisions`,
      hint: t(`results:second.hint.${phase.by.kind}`),
      isVote: phase.by.kind === 'votes',
      form: form ?? formWith(),
      ground: textOf(typed['ground']),
      voters,
      rows: rows.map(({ entryId, place, registerNumber }) => ({
        title: cards[entryId]?.title ?? registerNumber,
        about: [cards[entryId]?.region, registerNumber].filter(Boolean).join(' · '),
        place: placeText(place),
        cells: voters.map(({ id, name }) => {
          const field = cellOf(id, entryId);
          const value = textOf(typed[field]);
          return { name: field, value, checked: value !== '', voter: name };
        }),
      })),
    });
  }
}

/** The table as ballots: marks as they are, places as an order, ticks as votes. Empty cells say nothing. */
function ballotsFrom(
  sent: FormBody,
  { by }: SecondPhase,
  { voters, entries }: { voters: readonly string[]; entries: readonly string[] },
): BodyBallot[] {
  return voters.flatMap((voterId): BodyBallot[] => {
    const cells = entries.flatMap((id) => {
      const value = textOf(sent[cellOf(voterId, id)]).trim();
      return value ? [{ id, value }] : [];
    });
    if (cells.length === 0) return [];
    if (by.kind === 'votes') return [{ voterId, order: cells.map(({ id }) => id) }];
    if (!ordered.includes(by.kind))
      return [{ voterId, marks: Object.fromEntries(cells.map(({ id, value }) => [id, value])) }];
    return [{ voterId, order: orderOf(cells, voterId) }];
  });
}

/** Places 1, 2, 3 … as an order. Refuses places that are no whole numbers or stand twice. */
function orderOf(cells: readonly { id: string; value: string }[], voterId: string): string[] {
  const places = cells.map(({ id, value }) => ({ id, place: /^\d{1,4}$/.test(value) ? Number(value) : null }));
  const problems = places.flatMap(({ id, place }) => {
    const pointer = `/${cellOf(voterId, id)}`;
    if (place === null) return [{ pointer, rule: 'not-a-number' }];
    return places.filter((each) => each.place === place).length > 1 ? [{ pointer, rule: 'duplicate' }] : [];
  });
  if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
  return [...places].sort((a, b) => a.place! - b.place!).map(({ id }) => id);
}

/** What was recorded, as the table shows it. */
function typedOf(ballots: readonly BodyBallot[], { by }: SecondPhase): Record<string, string> {
  return Object.fromEntries(
    ballots.flatMap(({ voterId, marks = {}, order = [] }) => [
      ...Object.entries(marks).map(([id, mark]) => [cellOf(voterId, id), mark.replace('.', ',')] as const),
      ...order.map((id, index) => [cellOf(voterId, id), by.kind === 'votes' ? '1' : String(index + 1)] as const),
    ]),
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
