import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mailAddress } from '../../platform/http/fields.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { anyForm, takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { fileOf } from '../../platform/http/pages/upload.js';
import { readAnyTable } from '../../platform/tables/any-table.js';
import { translator } from '../../platform/web/i18n.js';
import { planInvitations, type JuryInvitationRow } from './jury-invitation-table.js';
import { expertMarks, expertsFrame, faultsOf, untouched } from '../experts/experts-frame-model.js';
import { ExpertsService } from '../experts/experts.service.js';
import { JuryListReader } from './jury-list.reader.js';

const optionalText = z.string().max(300).default('');
const inviteForm = z.object({
  name: z.string().trim().min(3).max(200),
  email: mailAddress,
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
const stateQuery = z.object({
  state: z.enum(['invited', 'accepted', 'declined', 'lapsed', 'removed']).optional().catch(undefined),
});

/** The organizer's pages of the jury: whom to invite, and who answered what. */
@Controller('cycles/:cycle/experts')
export class JuryListPages {
  constructor(
    private readonly experts: ExpertsService,
    private readonly reader: JuryListReader,
  ) {}

  @Get()
  list(
    @Param('cycle') cycleId: string,
    @Query({ schema: stateQuery }) { state }: z.infer<typeof stateQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.listPage(cycleId, request, untouched, state);
  }

  @Post()
  invite(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, inviteForm, {
      act: (input, actor) => this.experts.invite(actor, cycleId, input),
      after: () => done(`/cycles/${cycleId}/experts`, 'judging:experts.invited'),
      again: (form) => this.listPage(cycleId, request, form, undefined),
    });
  }

  /** Looks a table of people through and shows whom it would invite; nothing is written. */
  @Post('table')
  table(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, anyForm, {
      act: async (_form, actor) => {
        const { rows: known, regions } = await this.reader.experts(actor, cycleId);
        const { bytes, name } = await fileOf(request);
        const table = await readAnyTable(bytes, name, ['name', 'email']);
        return planInvitations(table, { regions, known: new Set(known.map(({ expert }) => expert.user.email)) });
      },
      after: (found) => this.wavePage(cycleId, request, found),
      again: (form) => this.listPage(cycleId, request, form, undefined),
    });
  }

  @Post('wave')
  wave(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, rowsForm, {
      act: async ({ rows }, actor) => {
        const people = z.array(inviteForm).min(1).safeParse(parsed(rows));
        if (!people.success) throw new Refusal({ code: 'malformed' });
        return this.experts.inviteMany(actor, cycleId, people.data);
      },
      after: (invited) => done(`/cycles/${cycleId}/experts`, 'judging:experts.invitedMany', { n: invited.length }),
      again: (form) => this.listPage(cycleId, request, form, undefined),
    });
  }

  @Get('last-year')
  async lastYear(@Param('cycle') cycleId: string, @Req() request: FastifyRequest): Promise<View> {
    const t = translator(request.locale);
    const { year, isOpen, rows } = await this.reader.lastYear(signedIn(request), cycleId);
    return view('pages/judging/jury-list/last-year', {
      ...(await this.frame(cycleId, request)),
      lead: year
        ? t(`judging:lastYear.${isOpen ? 'lead' : 'closed'}`, { year: String(year) })
        : t('judging:lastYear.none'),
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

  @Post('last-year')
  inviteLastYear(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, chosenForm, {
      act: async ({ chosen }, actor) => {
        const { rows } = await this.reader.lastYear(actor, cycleId);
        const people = rows.filter(({ id }) => chosen.includes(id));
        return this.experts.inviteMany(actor, cycleId, people);
      },
      after: (invited) => done(`/cycles/${cycleId}/experts`, 'judging:experts.invitedMany', { n: invited.length }),
      again: () => this.lastYear(cycleId, request),
    });
  }

  private async listPage(
    cycleId: string,
    request: FastifyRequest,
    form: FormAgain,
    state: z.infer<typeof stateQuery>['state'],
  ): Promise<View> {
    const t = translator(request.locale);
    const { rows, regions, cycle, stages, now } = await this.reader.experts(signedIn(request), cycleId);
    const count = (each: string) => rows.filter(({ expert }) => expert.state === each).length;
    const home = `/cycles/${cycleId}/experts`;
    const shown = state ? rows.filter(({ expert }) => expert.state === state) : rows;
    return view('pages/judging/jury-list/experts', {
      ...expertsFrame(request, { cycle, stages, now }),
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
        ...expertMarks[expert.state],
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
      ...faultsOf(form, request),
      open: form.problems.length > 0 || form.refusal !== null || rows.length === 0,
    });
  }

  private async wavePage(
    cycleId: string,
    request: FastifyRequest,
    found: ReturnType<typeof planInvitations>,
  ): Promise<View> {
    const t = translator(request.locale);
    return view('pages/judging/jury-list/wave', {
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
      people: found.people.map(({ name, email, employer, place }: JuryInvitationRow) => ({
        name,
        email,
        employer,
        place: t(`judging:experts.place.${place}`),
      })),
      rows: JSON.stringify(found.people.map((person) => ({ ...person, regionCode: person.regionCode ?? '' }))),
    });
  }

  private async frame(cycleId: string, request: FastifyRequest) {
    const { cycle, stages, now } = await this.reader.experts(signedIn(request), cycleId);
    return expertsFrame(request, { cycle, stages, now });
  }
}

function parsed(rows: string): unknown {
  try {
    return JSON.parse(rows) as unknown;
  } catch {
    throw new Refusal({ code: 'malformed' });
  }
}
