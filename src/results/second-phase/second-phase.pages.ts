import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../domain/kernel/refusal.js';
import { formView, formWith } from '../../platform/http/pages/form-view.js';
import { takeForm, type FormAgain, type FormBody } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { placeText } from '../rankings/ranking-words.js';
import { atCells, ballotsForm, ballotsFrom, cellOf, columnOf, textOf, typedOf, withGround } from './ballot-table.js';
import { cyclePageModel } from '../access/visible-cycle-model.js';
import { VisibleCycleReader } from '../access/visible-cycle.reader.js';
import { MeetingsReader } from '../meetings/meetings.reader.js';
import { SecondPhaseService } from './second-phase.service.js';

const asked = z.object({ nomination: z.string().max(40).catch(''), meeting: z.string().max(40).catch('') });
type Asked = z.infer<typeof asked>;

/** What the members of a body give to the best of a nomination, entered as a table of entries and members. */
@Controller('cycles/:cycle/second-phase')
export class SecondPhasePages {
  constructor(
    private readonly cycles: VisibleCycleReader,
    private readonly meetings: MeetingsReader,
    private readonly secondPhase: SecondPhaseService,
  ) {}

  @Get()
  show(@Param('cycle') cycleId: string, @Query({ schema: asked }) query: Asked, @Req() request: FastifyRequest) {
    return this.page(cycleId, query, request, null);
  }

  @Post()
  record(
    @Param('cycle') cycleId: string,
    @Query({ schema: asked }) query: Asked,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ) {
    return takeForm(request, ballotsForm, {
      act: async ({ meeting, ground }, actor) => {
        const { nomination, found } = await this.found(cycleId, { ...query, meeting }, request);
        const ballots = ballotsFrom(body as FormBody, found.phase, {
          voters: found.voters.map(({ id }) => id),
          entries: found.rows.map(({ entryId }) => entryId),
        });
        const record = { meetingId: meeting, ballots, ground };
        await this.secondPhase.record(actor, nomination.id, record).catch((error: unknown) => {
          if (!(error instanceof Refusal) || error.detail.code !== 'invalid-input') throw error;
          throw new Refusal({ code: 'invalid-input', problems: atCells(error.detail.problems, ballots) });
        });
        return nomination;
      },
      after: (nomination) => done(`/cycles/${cycleId}/ranking?nomination=${nomination.id}`, 'results:second.done'),
      again: (form) => this.page(cycleId, query, request, withGround(form)),
    });
  }

  private async found(cycleId: string, query: Asked, request: FastifyRequest) {
    const actor = signedIn(request);
    const visible = await this.cycles.read(actor, cycleId);
    const nomination = visible.nominations.find(({ id }) => id === query.nomination);
    if (!nomination) throw new Refusal({ code: 'not-found' });
    const meetings = await this.meetings.list(actor, cycleId);
    const meeting = meetings.find(({ id }) => id === query.meeting) ?? meetings[0] ?? null;
    const found = await this.secondPhase.read(actor, nomination, meeting?.id ?? null);
    return { visible, nomination, meetings, meeting, found };
  }

  private async page(cycleId: string, query: Asked, request: FastifyRequest, again: FormAgain | null): Promise<View> {
    const t = translator(request.locale);
    const { visible, nomination, meetings, meeting, found } = await this.found(cycleId, query, request);
    const { phase, rows, cards, voters, recorded } = found;
    const here = (id: string) => `/cycles/${cycleId}/second-phase?nomination=${nomination.id}&meeting=${id}`;
    const form = again ? formView(again, request, labelsOf(found, t)) : formWith();
    const typed = again?.values ?? (recorded?.meetingId === meeting?.id ? typedOf(recorded?.ballots ?? [], phase) : {});
    return view('pages/results/second-phase/second-phase', {
      ...cyclePageModel(visible, request, 'ranking'),
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
      hint: t(
        `results:second.hint.${phase.by.kind}`,
        'max' in phase.by ? { min: phase.by.min, max: phase.by.max } : {},
      ),
      isVote: phase.by.kind === 'votes',
      form,
      ground: textOf(typed['ground']),
      voters: voters.map(({ id, name }) => ({ name, id: columnOf(id), error: form.errors[columnOf(id)] ?? '' })),
      rows: rows.map(({ entryId, place, registerNumber }) => ({
        title: cards[entryId]?.title ?? registerNumber,
        about: [cards[entryId]?.region, registerNumber].filter(Boolean).join(' · '),
        place: placeText(place),
        cells: voters.map(({ id, name }) => {
          const field = cellOf(id, entryId);
          const value = textOf(typed[field]);
          const error = form.errors[field] ?? '';
          const faults = [error && field, form.errors[columnOf(id)] && columnOf(id)].filter(Boolean);
          return {
            name: field,
            value,
            checked: value !== '',
            voter: name,
            error,
            described: faults.map((fault) => `${fault}-error`).join(' '),
          };
        }),
      })),
    });
  }
}

/** The cells and columns by name, for the summary of faults. */
function labelsOf(
  { rows, cards, voters }: Pick<Awaited<ReturnType<SecondPhaseService['read']>>, 'rows' | 'cards' | 'voters'>,
  t: Translator,
): Record<string, string> {
  const cells = voters.flatMap(({ id, name }) =>
    rows.map(({ entryId, registerNumber }) => {
      const title = cards[entryId]?.title ?? registerNumber;
      return [cellOf(id, entryId), t('results:second.cell', { name, title })] as const;
    }),
  );
  const columns = voters.map(({ id, name }) => [columnOf(id), name] as const);
  return { ...Object.fromEntries([...cells, ...columns]), ground: t('results:second.ground') };
}
