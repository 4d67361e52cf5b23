import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../cycles/cycle-side.js';
import { conflictSources } from '../domain/conflict.js';
import { Refusal } from '../domain/refusal.js';
import { takeForm, type FormAgain } from '../platform/http/forms.js';
import { done, view, type Redirect, type View } from '../platform/http/page.js';
import { fieldWords, problemOf } from '../platform/http/problem.js';
import { signedIn } from '../platform/http/request.js';
import { readAnyTable } from '../platform/tables/any-table.js';
import { formatInstant } from '../platform/web/format.js';
import { translator } from '../platform/web/i18n.js';
import { phaseStrip } from '../platform/web/phase-strip.js';
import { BoardService } from './board.service.js';
import { ConflictsService } from './conflicts.service.js';
import { planInvitations, type InvitationRow } from './expert-rows.js';
import { ExpertsService } from './experts.service.js';
import { JudgingReader } from './judging.reader.js';
import { employerLines } from './profile.pages.js';

const optionalText = z.string().max(300).default('');
const inviteForm = z.object({
  name: z.string().trim().min(3).max(200),
  email: z.email(),
  regionCode: z
    .string()
    .max(10)
    .default('')
    .transform((code) => code || null),
  employer: optionalText,
  capacity: z.coerce.number().int().min(1).max(1000).default(30),
  place: z.enum(['main', 'alternate']).default('main'),
});
const rowsForm = z.object({ rows: z.string().max(1_000_000) });
const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((sent) => [sent ?? []].flat());
const chosenForm = z.object({ chosen: several.pipe(z.array(z.uuid()).min(1)) });
const reasonForm = z.object({ reason: z.string().trim().min(1).max(2000) });
const settleForm = reasonForm.extend({ verdict: z.enum(['confirmed', 'dismissed']) });
const setForm = reasonForm.extend({ expert: z.uuid(), number: z.string().trim().min(1).max(60) });
const stateQuery = z.object({
  state: z.enum(['invited', 'accepted', 'declined', 'lapsed', 'removed']).optional().catch(undefined),
});
const stateMarks = {
  invited: { mark: 'half', tone: 'wait' },
  accepted: { mark: 'full', tone: 'ok' },
  declined: { mark: 'cross', tone: 'no' },
  lapsed: { mark: 'dash', tone: 'wait' },
  removed: { mark: 'dash', tone: '' },
} as const;
const conflictMarks = {
  confirmed: { mark: 'full', tone: 'no' },
  suspected: { mark: 'half', tone: 'wait' },
  dismissed: { mark: 'dash', tone: '' },
} as const;
const nothing: FormAgain = { values: {}, problems: [], refusal: null };

/** The organizer's pages of experts: whom to invite, who answered what, and what keeps whom from which entry. */
@Controller('cycles/:cycle')
export class ExpertsPages {
  constructor(
    private readonly experts: ExpertsService,
    private readonly conflicts: ConflictsService,
    private readonly reader: JudgingReader,
    private readonly board: BoardService,
  ) {}

  @Get('experts')
  list(
    @Param('cycle') cycleId: string,
    @Query({ schema: stateQuery }) { state }: z.infer<typeof stateQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.listPage(cycleId, request, nothing, state);
  }

  @Post('experts')
  invite(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    return takeForm({
      schema: inviteForm,
      body,
      act: async (input) => {
        await this.experts.invite(signedIn(request), cycleId, input);
        return done(`/cycles/${cycleId}/experts`, 'judging:experts.invited');
      },
      again: (form) => this.listPage(cycleId, request, form, undefined),
    });
  }

  /** Looks a table of people through and shows whom it would invite; nothing is written. */
  @Post('experts/table')
  table(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    return takeForm({
      schema: z.unknown(),
      body: {},
      act: async () => {
        const { rows: known, regions } = await this.reader.experts(signedIn(request), cycleId);
        if (!request.isMultipart()) throw new Refusal({ code: 'malformed' });
        const part = await request.file({ limits: { fileSize: 1024 * 1024 } });
        if (!part) throw new Refusal({ code: 'file-empty', name: '' });
        const table = await readAnyTable(await part.toBuffer(), part.filename, ['name', 'email']);
        const found = planInvitations(table, { regions, known: new Set(known.map(({ expert }) => expert.user.email)) });
        return this.wavePage(cycleId, request, found);
      },
      again: (form) => this.listPage(cycleId, request, form, undefined),
    });
  }

  @Post('experts/wave')
  wave(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    return takeForm({
      schema: rowsForm,
      body,
      act: async ({ rows }) => {
        const people = z.array(inviteForm).min(1).safeParse(parsed(rows));
        if (!people.success) throw new Refusal({ code: 'malformed' });
        const invited = await this.experts.inviteMany(signedIn(request), cycleId, people.data);
        return done(`/cycles/${cycleId}/experts`, 'judging:experts.invitedMany', { n: invited.length });
      },
      again: (form) => this.listPage(cycleId, request, form, undefined),
    });
  }

  @Get('experts/last-year')
  async lastYear(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const { year, rows } = await this.reader.lastYear(signedIn(request), cycleId);
    return view('pages/judging/last-year', {
      ...(await this.frame(cycleId, request)),
      lead: year ? t('judging:lastYear.lead', { year: String(year) }) : t('judging:lastYear.none'),
      action: `/cycles/${cycleId}/experts/last-year`,
      rows: rows.map(({ id, name, email, assigned, submitted, state }) => ({
        id,
        name,
        email,
        progress: t('judging:mine.progress', { done: submitted, total: assigned }),
        checked: state === 'accepted' && (assigned === 0 || submitted > 0),
      })),
    });
  }

  @Post('experts/last-year')
  inviteLastYear(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    return takeForm({
      schema: chosenForm,
      body,
      act: async ({ chosen }) => {
        const actor = signedIn(request);
        const { rows } = await this.reader.lastYear(actor, cycleId);
        const people = rows.filter(({ id }) => chosen.includes(id));
        const invited = await this.experts.inviteMany(actor, cycleId, people);
        return done(`/cycles/${cycleId}/experts`, 'judging:experts.invitedMany', { n: invited.length });
      },
      again: () => this.lastYear(cycleId, request),
    });
  }

  @Get('experts/:expert')
  expert(
    @Param('cycle') cycleId: string,
    @Param('expert') expertId: string,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.expertPage(cycleId, expertId, request, nothing);
  }

  @Post('experts/:expert/panels')
  setPanels(
    @Param('cycle') cycleId: string,
    @Param('expert') expertId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: z.object({ panels: z.union([z.string(), z.array(z.string())]).optional() }),
      body,
      act: async ({ panels }) => {
        await this.board.setPanels(signedIn(request), cycleId, expertId, [panels ?? []].flat());
        return done(`/cycles/${cycleId}/experts/${expertId}`, 'judging:expert.panelsSaved');
      },
      again: (form) => this.expertPage(cycleId, expertId, request, form),
    });
  }

  @Post('experts/:expert/remove')
  remove(
    @Param('cycle') cycleId: string,
    @Param('expert') expertId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: reasonForm,
      body,
      act: async ({ reason }) => {
        await this.experts.remove(signedIn(request), expertId, reason);
        return done(`/cycles/${cycleId}/experts`, 'judging:experts.removed');
      },
      again: (form) => this.expertPage(cycleId, expertId, request, form),
    });
  }

  @Get('conflicts')
  conflictList(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.conflictsPage(cycleId, request, nothing);
  }

  @Post('conflicts/recompute')
  async recompute(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<Redirect> {
    const { added, removed } = await this.conflicts.recompute(signedIn(request), cycleId);
    return done(`/cycles/${cycleId}/conflicts`, 'judging:conflicts.recomputed', { added, removed });
  }

  @Post('conflicts')
  set(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    return takeForm({
      schema: setForm,
      body,
      act: async ({ expert, number, reason }) => {
        const actor = signedIn(request);
        const submissionId = await this.reader.admittedByNumber(actor, cycleId, number);
        if (!submissionId)
          throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/number', rule: 'not-offered' }] });
        await this.conflicts.set(actor, cycleId, { expertId: expert, submissionId, reason });
        return done(`/cycles/${cycleId}/conflicts`, 'judging:conflicts.set');
      },
      again: (form) => this.conflictsPage(cycleId, request, form),
    });
  }

  @Post('conflicts/:conflict/settle')
  settle(
    @Param('cycle') cycleId: string,
    @Param('conflict') conflictId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: settleForm,
      body,
      act: async (input) => {
        await this.conflicts.settle(signedIn(request), conflictId, input);
        return done(`/cycles/${cycleId}/conflicts`, 'judging:conflicts.settled');
      },
      again: (form) => this.conflictsPage(cycleId, request, { ...form, values: { ...form.values, id: conflictId } }),
    });
  }

  private async listPage(
    cycleId: string,
    request: FastifyRequest,
    form: FormAgain,
    state: z.infer<typeof stateQuery>['state'],
  ): Promise<View> {
    const t = translator(request.locale);
    const { rows, regions, stages, now } = await this.reader.experts(signedIn(request), cycleId);
    const count = (each: string) => rows.filter(({ expert }) => expert.state === each).length;
    const home = `/cycles/${cycleId}/experts`;
    const shown = state ? rows.filter(({ expert }) => expert.state === state) : rows;
    return view('pages/judging/experts', {
      ...this.frameOf(cycleId, request, stages, now),
      home,
      lead: t('judging:experts.lead', {
        accepted: count('accepted'),
        invited: count('invited'),
        declined: count('declined') + count('lapsed'),
      }),
      tabs: [undefined, 'accepted', 'invited', 'declined', 'lapsed', 'removed']
        .filter((each) => each === undefined || count(each) > 0)
        .map((each) => ({
          href: each ? `${home}?state=${each}` : home,
          label: each ? `${t(`judging:experts.state.${each}`)} ${count(each)}` : t('judging:experts.all'),
          current: each === state,
        })),
      rows: shown.map(({ expert, region, assigned, submitted, conflicts }) => ({
        href: `${home}/${expert.id}`,
        name: expert.user.name,
        email: expert.user.email,
        employer: expert.employer,
        region: region ? (request.locale === 'en' ? region.nameEn : region.nameRu) : '–',
        word: t(`judging:experts.state.${expert.state}`),
        ...stateMarks[expert.state],
        place: expert.place === 'alternate' ? t('judging:experts.alternate', { n: expert.alternateRank ?? 0 }) : '',
        reason: expert.declineReason,
        capacity: expert.capacity,
        assigned,
        submitted,
        conflicts,
      })),
      regions: regions.map(({ code, nameRu, nameEn }) => ({
        value: code,
        label: request.locale === 'en' ? nameEn : nameRu,
      })),
      places: (['main', 'alternate'] as const).map((value) => ({ value, label: t(`judging:experts.place.${value}`) })),
      values: {
        name: '',
        email: '',
        regionCode: '',
        employer: '',
        capacity: '30',
        place: 'main',
        ...form.values,
      },
      ...faults(form, request),
      open: form.problems.length > 0 || form.refusal !== null || rows.length === 0,
    });
  }

  private async wavePage(
    cycleId: string,
    request: FastifyRequest,
    found: ReturnType<typeof planInvitations>,
  ): Promise<View> {
    const t = translator(request.locale);
    return view('pages/judging/wave', {
      ...(await this.frame(cycleId, request)),
      action: `/cycles/${cycleId}/experts/wave`,
      back: `/cycles/${cycleId}/experts`,
      lead: t('judging:wave.lead', { n: found.people.length }),
      problems: found.problems.map((problem) => ({
        row: problem.row,
        column: problem.column,
        text: fieldWords(problem, t),
      })),
      skipped: found.known.length > 0 ? t('judging:wave.known', { n: found.known.length }) : '',
      people: found.people.map(({ name, email, employer, place }: InvitationRow) => ({
        name,
        email,
        employer,
        place: t(`judging:experts.place.${place}`),
      })),
      rows: JSON.stringify(found.people.map((person) => ({ ...person, regionCode: person.regionCode ?? '' }))),
    });
  }

  private async expertPage(cycleId: string, expertId: string, request: FastifyRequest, form: FormAgain): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const found = await this.reader.expert(signedIn(request), cycleId, expertId);
    const { expert, profile, conflicts, history, stages, now, cycle, consents, nominations, unfinished } = found;
    const format = { locale, timeZone: cycle.timeZone, now };
    return view('pages/judging/expert', {
      ...this.frameOf(cycleId, request, stages, now),
      crumbs: [{ href: `/cycles/${cycleId}/experts`, label: t('judging:experts.title') }, { label: expert.user.name }],
      name: expert.user.name,
      status: { word: t(`judging:experts.state.${expert.state}`), ...stateMarks[expert.state] },
      facts: [
        { term: t('judging:experts.email'), value: expert.user.email },
        { term: t('judging:experts.capacity'), value: String(expert.capacity) },
        ...(profile?.spheres.length ? [{ term: t('judging:profile.spheres'), value: profile.spheres.join(', ') }] : []),
        ...(profile?.languages.length
          ? [{ term: t('judging:profile.languages'), value: profile.languages.join(', ') }]
          : []),
        ...(profile?.employers.length
          ? [{ term: t('judging:profile.employers'), value: employerLines(profile.employers) }]
          : expert.employer
            ? [{ term: t('judging:experts.employer'), value: expert.employer }]
            : []),
        { term: t('judging:experts.invitedAt'), value: formatInstant(expert.invitedAt, format) },
        ...(expert.answeredAt
          ? [{ term: t('judging:experts.answeredAt'), value: formatInstant(expert.answeredAt, format) }]
          : expert.answerBy
            ? [{ term: t('judging:experts.answerBy'), value: formatInstant(expert.answerBy, format) }]
            : []),
        ...(expert.declineReason ? [{ term: t('judging:experts.reason'), value: expert.declineReason }] : []),
        ...(expert.suggestion
          ? [
              {
                term: t('judging:experts.suggestion'),
                value: [expert.suggestion.name, expert.suggestion.email].filter(Boolean).join(', '),
              },
            ]
          : []),
        ...consents.map(({ kind, consentVersion, givenAt }) => ({
          term: t(`judging:consent.${kind}`),
          value: t('judging:experts.signed', { version: consentVersion, at: formatInstant(givenAt, format) }),
        })),
      ],
      history: history.map(({ year, title, assigned, submitted }) => ({
        year,
        title,
        progress: t('judging:mine.progress', { done: submitted, total: assigned }),
      })),
      conflicts: conflicts.map(({ number, title, source, state, reason }) => ({
        number,
        title,
        source: t(`judging:source.${source}`),
        reason,
        word: t(`judging:conflicts.state.${state}`),
        ...conflictMarks[state],
      })),
      panelsAction: `/cycles/${cycleId}/experts/${expertId}/panels`,
      panels: nominations.map(({ id, title }) => ({ value: id, label: title })),
      ownPanels: expert.panels,
      replaceAction: `/cycles/${cycleId}/evaluation/experts/${expertId}/replace`,
      mayReplace: unfinished > 0,
      removeAction: `/cycles/${cycleId}/experts/${expertId}/remove`,
      mayRemove: expert.state !== 'removed',
      values: form.values,
      ...faults(form, request),
    });
  }

  private async conflictsPage(cycleId: string, request: FastifyRequest, form: FormAgain): Promise<View> {
    const t = translator(request.locale);
    const { counts, suspected, recent, experts, stages, now } = await this.reader.conflicts(signedIn(request), cycleId);
    const home = `/cycles/${cycleId}/conflicts`;
    const row = (conflict: (typeof suspected)[number]) => ({
      ...conflict,
      source: t(`judging:source.${conflict.source}`),
      word: t(`judging:conflicts.state.${conflict.state}`),
      ...conflictMarks[conflict.state],
      settleAction: `${home}/${conflict.id}/settle`,
      error: form.values['id'] === conflict.id ? t('refusals:field.required') : '',
    });
    const pairs = (source: string) =>
      counts
        .filter((each) => each.source === source && each.state !== 'dismissed')
        .reduce((n, each) => n + each.pairs, 0);
    return view('pages/judging/organizer-conflicts', {
      ...this.frameOf(cycleId, request, stages, now),
      action: home,
      back: `/cycles/${cycleId}/experts`,
      sources: conflictSources
        .map((source) => ({ label: t(`judging:source.${source}`), value: pairs(source) }))
        .filter(({ value }) => value > 0),
      suspected: suspected.map(row),
      recent: recent.map(row),
      experts: experts.map(({ id, user }) => ({ value: id, label: user.name })),
      values: form.values,
      ...faults(form, request),
      open: form.values['number'] !== undefined,
    });
  }

  private async frame(cycleId: string, request: FastifyRequest) {
    const { stages, now } = await this.reader.experts(signedIn(request), cycleId);
    return this.frameOf(cycleId, request, stages, now);
  }

  private frameOf(
    cycleId: string,
    request: FastifyRequest,
    stages: Parameters<typeof phaseStrip>[0]['stages'],
    now: Date,
  ) {
    const { locale, timeZone } = request;
    return {
      side: cycleSide(translator(locale), cycleId, 'experts'),
      strip: phaseStrip({ stages, now, timeZone, locale }),
    };
  }
}

function parsed(rows: string): unknown {
  try {
    return JSON.parse(rows) as unknown;
  } catch {
    throw new Refusal({ code: 'malformed' });
  }
}

/** What was wrong with a form: by field, and as a whole. */
function faults(form: FormAgain, request: FastifyRequest) {
  const t = translator(request.locale);
  const { locale, timeZone } = request;
  return {
    errors: Object.fromEntries(form.problems.map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)])),
    refusal: form.refusal && problemOf(form.refusal, { locale, timeZone, requestId: request.id }),
  };
}
