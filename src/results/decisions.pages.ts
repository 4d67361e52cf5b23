import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../cycles/cycle-side.js';
import type { Nomination } from '../cycles/nomination.entity.js';
import { dayOf } from '../domain/local-day.js';
import { quorumOf } from '../domain/quorum.js';
import { formView, formWith, type FormView } from '../platform/http/form-view.js';
import { takeForm, type FormBody } from '../platform/http/forms.js';
import { done, view, type Redirect, type View } from '../platform/http/page.js';
import { signedIn } from '../platform/http/request.js';
import { formatDay } from '../platform/web/format.js';
import { translator, type Translator } from '../platform/web/i18n.js';
import { phaseStrip } from '../platform/web/phase-strip.js';
import { AwardsService, attendanceOf, lackingSheets, termsOf, isBeforeBody } from './awards.service.js';
import type { Award } from './award.entity.js';
import type { Meeting } from './meeting.entity.js';
import { MeetingsService } from './meetings.service.js';
import { mayDecide, mayRunResults } from './results.policy.js';
import { ResultsReader } from './results.reader.js';
import { meetingForm } from './results.schemas.js';
import { titlesOf } from './results-frame.js';
import { inOrder, outcomes, outcomeStatus, placeText, selectionReason } from './results-words.js';

const query = z.object({
  meeting: z.string().max(40).optional().catch(undefined),
  nomination: z.string().max(40).optional().catch(undefined),
  outcome: z.enum(outcomes).catch('winner').default('winner'),
  all: z.literal('1').optional().catch(undefined),
});
const decisionForm = z.object({
  meeting: z.uuid(),
  nomination: z.uuid(),
  outcome: z.enum(outcomes),
  chosen: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((sent) => [sent ?? []].flat()),
  ground: z.string().max(4000).default(''),
  despite: z.string().max(1000).default(''),
});
const undoForm = z.object({ award: z.uuid() });
/** So many beyond the foreseen are offered at first. */
const offered = 12;

type Query = z.infer<typeof query>;
type Frame = Awaited<ReturnType<ResultsReader['frame']>>;

/** Sittings and their decisions. */
@Controller('cycles/:cycle/decisions')
export class DecisionsPages {
  constructor(
    private readonly reader: ResultsReader,
    private readonly meetings: MeetingsService,
    private readonly awards: AwardsService,
  ) {}

  @Get()
  page(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) asked: Query,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.decisions(cycleId, asked, request, {});
  }

  @Post('meetings')
  convene(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    return takeForm({
      schema: meetingForm,
      body,
      act: async ({ version: _none, ...input }) => {
        const meeting = await this.meetings.convene(signedIn(request), cycleId, input);
        return done(`/cycles/${cycleId}/decisions?meeting=${meeting.id}`, 'results:meeting.saved');
      },
      again: (form) =>
        this.decisions(cycleId, { outcome: 'winner' }, request, { meeting: formView(form, request, labels(request)) }),
    });
  }

  @Post('meetings/:meeting')
  edit(
    @Param('cycle') cycleId: string,
    @Param('meeting') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: meetingForm,
      body,
      act: async ({ version = 0, ...input }) => {
        await this.meetings.edit(signedIn(request), id, { ...input, version });
        return done(`/cycles/${cycleId}/decisions?meeting=${id}`, 'results:meeting.saved');
      },
      again: (form) =>
        this.decisions(cycleId, { meeting: id, outcome: 'winner' }, request, {
          meeting: formView(form, request, labels(request)),
        }),
    });
  }

  @Post()
  decide(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const actor = signedIn(request);
    const sent = (body ?? {}) as FormBody;
    return takeForm({
      schema: decisionForm,
      body,
      act: async ({ meeting, nomination, outcome, chosen, ground, despite }) => {
        const place = { meetingId: meeting, nominationId: nomination };
        const choices = chosen.map((submissionId) => ({
          submissionId,
          reason: textOf(sent[`reason-${submissionId}`]),
        }));
        if (outcome === 'recommended')
          await this.awards.recommend(actor, {
            ...place,
            chosen: choices.map(({ submissionId, reason }) => ({ submissionId, reason: reason.trim() || ground })),
          });
        else await this.awards.name(actor, { ...place, outcome, chosen: choices, ground, despite });
        return done(
          `/cycles/${cycleId}/decisions?meeting=${meeting}&nomination=${nomination}&outcome=${outcome}`,
          'results:decision.saved',
        );
      },
      again: (form) => {
        const { meeting, nomination, outcome } = query.parse(form.values);
        const again = { ...(meeting && { meeting }), ...(nomination && { nomination }), outcome };
        return this.decisions(cycleId, again, request, { decision: formView(form, request) });
      },
    });
  }

  @Post('undo')
  undo(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const actor = signedIn(request);
    return takeForm({
      schema: undoForm,
      body,
      act: async ({ award }) => {
        await this.awards.undo(actor, award);
        return done(`/cycles/${cycleId}/decisions`, 'results:decision.undone');
      },
      again: (form) => this.decisions(cycleId, { outcome: 'winner' }, request, { decision: formView(form, request) }),
    });
  }

  private async decisions(
    cycleId: string,
    asked: Query,
    request: FastifyRequest,
    forms: { meeting?: FormView; decision?: FormView },
  ): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const frame = await this.reader.frame(actor, cycleId);
    const meetings = await this.reader.meetings(actor, cycleId);
    const awards = await this.reader.awards(actor, cycleId);
    const meeting = meetings.find(({ id }) => id === asked.meeting) ?? meetings[0] ?? null;
    const nomination = frame.nominations.find(({ id }) => id === asked.nomination) ?? null;
    const link = (part: Partial<Query>) => linkTo(cycleId, { ...asked, meeting: meeting?.id, ...part });
    return view('pages/results/decisions', {
      side: cycleSide(t, cycleId, 'decisions'),
      strip: phaseStrip({ stages: frame.stages, now: frame.now, timeZone, locale }),
      action: `/cycles/${cycleId}/decisions`,
      backHref: `/cycles/${cycleId}/decisions`,
      meetings: meetings.map((each) => meetingRow(each, { frame, current: meeting, link, t, locale })),
      meeting: meeting && {
        ...meetingRow(meeting, { frame, current: meeting, link, t, locale }),
        id: meeting.id,
        chair: meeting.chairName,
        secretary: meeting.secretaryName,
        roomHref: `/cycles/${cycleId}/meetings/${meeting.id}`,
      },
      meetingForm: meetingFormModel(cycleId, { forms, meeting, asked, frame, t }),
      nominations: await this.nominationRows(frame, { awards, link, t }),
      nomination:
        nomination &&
        meeting &&
        (await this.choice(frame, {
          nomination,
          meeting,
          asked,
          link,
          forms,
          t,
          actor,
          published: await this.reader.isPublished(meeting.id),
        })),
      mayRun: mayRunResults(actor, { cycleId }),
      publicationHref: `/cycles/${cycleId}/publication${meeting ? `?meeting=${meeting.id}` : ''}`,
    });
  }

  /** What is decided in each nomination, and what is missing. */
  private async nominationRows(
    frame: Frame,
    facts: { awards: Award[]; link: (part: Partial<Query>) => string; t: Translator },
  ) {
    const { t } = facts;
    const cards = await this.reader.cards(facts.awards.map(({ submissionId }) => submissionId));
    const rankings = await this.reader.rankings(frame.cycle.id);
    return frame.nominations.map((nomination) => {
      const found = rankings.get(nomination.id);
      const own = facts.awards.filter(({ nominationId }) => nominationId === nomination.id);
      const missing = [
        ...(found ? [] : [t('results:missing.ranking')]),
        ...(found?.stale ? [t('results:missing.stale')] : []),
        ...(own.some(({ outcome }) => outcome === 'winner') ? [] : [t('results:missing.winner')]),
        ...(own.some(({ rankingId }) => found && rankingId !== found.id) ? [t('results:missing.anew')] : []),
      ];
      return {
        title: nomination.title,
        href: facts.link({ nomination: nomination.id }),
        decided: outcomes.flatMap((outcome) => {
          const named = own.filter((award) => award.outcome === outcome);
          const titles = named.map(({ submissionId }) => `«${cards[submissionId]?.title ?? ''}»`).join(', ');
          const plural = named.length > 1 ? { word: t(`results:outcomes.${outcome}`) } : {};
          return named.length > 0 ? [{ ...outcomeStatus(outcome, t), ...plural, titles }] : [];
        }),
        missing: missing.join(', '),
      };
    });
  }

  /** The form in which one outcome of one nomination is decided. */
  private async choice(
    frame: Frame,
    facts: {
      nomination: Nomination;
      meeting: Meeting;
      asked: Query;
      link: (part: Partial<Query>) => string;
      forms: { decision?: FormView };
      /** Whether what the sitting decided is published: then it stands. */
      published: boolean;
      t: Translator;
      actor: ReturnType<typeof signedIn>;
    },
  ) {
    const { nomination, asked, link, t } = facts;
    const { outcome } = asked;
    const found = await this.reader.ranking(facts.actor, nomination);
    const form = facts.forms.decision ?? formWith();
    const sent = facts.forms.decision ? new Set([form.values['chosen'] ?? []].flat() as string[]) : null;
    const awards = found?.awards ?? [];
    const named = new Map(awards.filter((each) => each.outcome === outcome).map((each) => [each.submissionId, each]));
    const selected = new Map(found?.proposal.selection.rows.map((row) => [row.entryId, row]));
    const isProposed = outcome === 'finalist' && named.size === 0 && !sent;
    const lacking = found ? lackingSheets(found.ranking).reduce((total, count) => total + count, 0) : 0;
    const titles = titlesOf(frame, found?.facts);
    const contenders = [
      ...(found?.ranked ?? []).map((row) => ({ ...row, placeText: placeText(row.place) })),
      ...(found?.unranked ?? []).filter(isBeforeBody).map((row) => ({ ...row, placeText: '—', totalShown: null })),
    ];
    const first = frame.edition.finalistsForeseen + offered;
    const shown = contenders.filter(
      ({ entryId }, index) =>
        asked.all === '1' ||
        index < first ||
        named.has(entryId) ||
        sent?.has(entryId) ||
        (isProposed && selected.get(entryId)?.selected),
    );
    const foreseen = outcome === 'winner' ? frame.edition.winnersForeseen : frame.edition.finalistsForeseen;
    const common = [...named.values()][0]?.reason ?? '';
    return {
      id: nomination.id,
      title: nomination.title,
      ranked: found !== null,
      rankingHref: `/cycles/${frame.cycle.id}/ranking?nomination=${nomination.id}`,
      outcome,
      tabs: outcomes.map((each) => ({
        href: link({ outcome: each }),
        label: t(`results:outcomes.${each}`),
        current: each === outcome,
      })),
      hint:
        outcome === 'recommended' ? t('results:decision.recommendHint') : t('results:decision.hint', { n: foreseen }),
      button: t(`results:decision.verb.${outcome}`),
      form,
      ground: textOf(form.values['ground']) || (outcome === 'recommended' ? '' : common),
      rows: shown.map(({ entryId, registerNumber, regionCode, placeText: place, totalShown, sheets }) => ({
        id: entryId,
        place,
        number: registerNumber,
        title: found?.cards[entryId]?.title ?? registerNumber,
        region: found?.cards[entryId]?.region ?? regionCode,
        total: totalShown,
        sheets: t('results:sheetsOf', { n: sheets, of: found?.assigned.get(entryId) ?? sheets }),
        checked: sent ? sent.has(entryId) : isProposed ? selected.get(entryId)?.selected : named.has(entryId),
        why: selected.has(entryId) ? selectionReason(selected.get(entryId)!.reason, titles, t) : '',
        // What stands for all is written once, below.
        reason: textOf(form.values[`reason-${entryId}`]) || ownReason(named.get(entryId), common),
      })),
      shown: t('results:ranking.shown', { n: shown.length, of: contenders.length }),
      allLink: shown.length < contenders.length ? { href: link({ all: '1' }), label: t('results:ranking.all') } : null,
      decided: inOrder(awards).map((award) => ({
        id: award.id,
        ...outcomeStatus(award.outcome, t),
        title: found?.cards[award.submissionId]?.title ?? '',
        reason: award.reason,
      })),
      proposal: isProposed && found ? proposalWords(found.proposal.scenario, t) : '',
      lacking: lacking > 0 && outcome !== 'recommended' ? t('results:decision.despiteHint', { n: lacking }) : '',
      despite: textOf(form.values['despite']),
      published: facts.published,
      mayDecide: !facts.published && mayDecide(facts.actor, { cycleId: frame.cycle.id, nominationId: nomination.id }),
    };
  }
}

const proposalWords = (scenario: { title: string } | null, t: Translator) =>
  scenario ? t('results:decision.byScenario', { title: scenario.title }) : t('results:decision.proposal');

const ownReason = (award: Award | undefined, common: string) => (award && award.reason !== common ? award.reason : '');

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function linkTo(cycleId: string, { meeting, nomination, outcome, all }: Partial<Query>): string {
  const parts = Object.entries({ meeting, nomination, outcome: nomination && outcome, all });
  const set = parts.filter((pair): pair is [string, string] => Boolean(pair[1]));
  return `/cycles/${cycleId}/decisions?${new URLSearchParams(set)}${nomination ? '#nomination' : ''}`;
}

function labels(request: FastifyRequest): Record<string, string> {
  const t = translator(request.locale);
  const fields = ['body', 'number', 'heldOn', 'place', 'form', 'members', 'present', 'recused', 'chairName'] as const;
  return {
    ...Object.fromEntries(fields.map((field) => [field, t(`results:meeting.${field}`)])),
    secretaryName: t('results:meeting.secretaryName'),
    attendees: t('results:meeting.attendees'),
  };
}

function meetingRow(
  meeting: Meeting,
  facts: {
    frame: Frame;
    current: Meeting | null;
    link: (part: Partial<Query>) => string;
    t: Translator;
    locale: FastifyRequest['locale'];
  },
) {
  const { frame, t, locale } = facts;
  const needed = quorumOf(attendanceOf(meeting), termsOf(frame.edition));
  const enough = meeting.present >= needed;
  const format = { locale, timeZone: frame.cycle.timeZone, now: frame.now, year: 'always' as const };
  return {
    href: facts.link({ meeting: meeting.id, nomination: undefined }),
    title: t('results:meeting.title', { body: meeting.body, number: meeting.number }),
    about: [formatDay(meeting.heldOn, format), meeting.place, t(`results:form.${meeting.form}`)].join(', '),
    present: t('results:meeting.attendance', { present: meeting.present, members: meeting.members, needed }),
    quorum: enough,
    status: enough
      ? { word: t('results:meeting.quorum'), mark: 'full', tone: 'ok' }
      : { word: t('results:meeting.noQuorum'), mark: 'cross', tone: 'no' },
    current: meeting.id === facts.current?.id,
  };
}

/** Empty for a new sitting; what was sent when it was refused; the chosen sitting where it is being corrected. */
function meetingFormModel(
  cycleId: string,
  facts: { forms: { meeting?: FormView }; meeting: Meeting | null; asked: Query; frame: Frame; t: Translator },
) {
  const { forms, meeting, asked, frame, t } = facts;
  const edited = asked.meeting !== undefined && meeting !== null;
  const today = dayOf(frame.now, frame.cycle.timeZone);
  const begin = edited
    ? { ...meeting, attendees: meeting.attendees.join('\n') }
    : { heldOn: today, form: 'in-person', recused: 0 };
  return {
    action: `/cycles/${cycleId}/decisions/meetings${edited ? `/${meeting.id}` : ''}`,
    title: t(edited ? 'results:meeting.edit' : 'results:meeting.new'),
    open: forms.meeting !== undefined || meeting === null,
    version: edited ? String(meeting.version) : '',
    forms: (['in-person', 'remote', 'by-correspondence'] as const).map((value) => ({
      value,
      label: t(`results:form.${value}`),
    })),
    ...(forms.meeting ?? formWith({ ...begin })),
  };
}
