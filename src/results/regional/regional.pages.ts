import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { onlyLaureatesGoOn } from '../../domain/judging/regional-gate.js';
import { publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import type { PutToVote } from '../../domain/results/sittings/motion.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isAhead } from '../../domain/results/sittings/sitting-day.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { AwardsService } from '../awarding/awards.service.js';
import { PutToVoteService } from '../awarding/put-to-vote.service.js';
import { meetingFormModel, meetingLabels, meetingRow } from '../meetings/meeting-model.js';
import { regionalSide } from '../meetings/meeting-navigation.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import { ProtocolsService } from '../protocols/protocols.service.js';
import { mayDecide, mayRunResults, maySeeResults } from '../access/results.policy.js';
import { outcomeStatus } from '../awards/outcome-words.js';
import { saidOf } from '../sittings/ballot-words.js';
import { RegionalService } from './regional.service.js';
import { meetingForm } from '../meetings/meetings.schemas.js';

const query = z.object({
  region: z.string().max(10).optional().catch(undefined),
  meeting: z.string().max(40).optional().catch(undefined),
});
const decisionForm = z.object({
  region: z.string().max(10),
  meeting: z.uuid(),
  nomination: z.uuid(),
  /** Empty names nobody; nothing sent is not a decision. */
  chosen: z.union([z.literal('nobody'), z.uuid()]),
  reason: z.string().max(4000).default(''),
  secret: z
    .string()
    .default('')
    .transform((sent) => sent !== ''),
});
const regionForm = z.object({ region: z.string().max(10), meeting: z.uuid() });
const undoForm = z.object({ region: z.string().max(10), award: z.uuid() });

type Query = z.infer<typeof query>;
type Stage = Awaited<ReturnType<RegionalService['read']>>;

/** The regional stage: the commission of a region names its laureates, and meets no entry of another region. */
@Controller('cycles/:cycle/regional')
export class RegionalPages {
  constructor(
    private readonly regional: RegionalService,
    private readonly awards: AwardsService,
    private readonly motions: PutToVoteService,
    private readonly meetings: MeetingsService,
    private readonly protocols: ProtocolsService,
  ) {}

  @Get()
  page(@Param('cycle') cycleId: string, @Query({ schema: query }) asked: Query, @Req() request: FastifyRequest) {
    return this.show(cycleId, asked, request, {});
  }

  @Post(':region/meetings')
  convene(@Param('cycle') cycleId: string, @Param('region') region: string, @Req() request: FastifyRequest) {
    return takeForm(request, meetingForm, {
      act: ({ version: _none, ...input }, actor) =>
        this.meetings.convene(actor, cycleId, { ...input, regionCode: region }),
      after: (meeting) => done(linkTo(cycleId, { region, meeting: meeting.id }), 'results:meeting.saved'),
      again: (form) => {
        const meeting = formView(form, request, meetingLabels(request));
        return this.show(cycleId, { region }, request, { meeting });
      },
    });
  }

  @Post(':region/meetings/:meeting')
  edit(
    @Param('cycle') cycleId: string,
    @Param('region') region: string,
    @Param('meeting') id: string,
    @Req() request: FastifyRequest,
  ) {
    return takeForm(request, meetingForm, {
      act: ({ version = 0, ...input }, actor) => this.meetings.edit(actor, id, { ...input, version }),
      after: () => done(linkTo(cycleId, { region, meeting: id }), 'results:meeting.saved'),
      again: (form) => {
        const meeting = formView(form, request, meetingLabels(request));
        return this.show(cycleId, { region, meeting: id }, request, { meeting });
      },
    });
  }

  @Post()
  decide(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, decisionForm, {
      act: async ({ region, meeting, nomination, chosen, reason }, actor) => {
        const submissionId = chosen === 'nobody' ? null : chosen;
        const what = { meetingId: meeting, nominationId: nomination, regionCode: region, submissionId, reason };
        await this.regional.decide(actor, what);
      },
      after: (_none, { region, meeting }) => done(linkTo(cycleId, { region, meeting }), 'results:decision.saved'),
      again: (form) => this.show(cycleId, query.parse(form.values), request, { decision: formView(form, request) }),
    });
  }

  /** Puts the choice, or that nobody is chosen, to the vote of the commission. */
  @Post('vote')
  vote(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, decisionForm, {
      act: ({ region, meeting, nomination, chosen, secret }, actor) =>
        this.motions.put(actor, {
          meetingId: meeting,
          nominationId: nomination,
          outcome: 'regional-laureate',
          regionCode: region,
          entryIds: chosen === 'nobody' ? [] : [chosen],
          secret,
        }),
      after: (_ballot, { meeting }) => done(`/cycles/${cycleId}/meetings/${meeting}`, 'results:sitting.done.ballot'),
      again: (form) => this.show(cycleId, query.parse(form.values), request, { decision: formView(form, request) }),
    });
  }

  @Post('undo')
  undo(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, undoForm, {
      act: ({ award }, actor) => this.awards.undo(actor, award),
      after: (_none, { region }) => done(linkTo(cycleId, { region }), 'results:decision.undone'),
      again: (form) => this.show(cycleId, query.parse(form.values), request, { decision: formView(form, request) }),
    });
  }

  @Post('protocols')
  drawUp(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, regionForm, {
      act: ({ meeting }, actor) => this.protocols.drawUp(actor, meeting),
      after: ({ id }) => done(`/cycles/${cycleId}/protocols/${id}`, 'results:protocol.drawn'),
      again: (form) => this.show(cycleId, query.parse(form.values), request, { decision: formView(form, request) }),
    });
  }

  private async show(
    cycleId: string,
    asked: Query,
    request: FastifyRequest,
    forms: { meeting?: FormView; decision?: FormView },
  ): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const { cycle, regions } = await this.regional.regions(actor, cycleId);
    const region = regions.find(({ code }) => code === asked.region) ?? (asked.region ? null : regions[0]!);
    if (!region) throw new Refusal({ code: 'not-found' });
    const stage = await this.regional.read(actor, cycleId, region.code);
    const visible = { cycle, ...stage };
    const meeting = stage.meetings.find(({ id }) => id === asked.meeting) ?? stage.meetings[0] ?? null;
    const mayRun = mayRunResults(actor, { cycleId, regionCode: region.code });
    const base = `/cycles/${cycleId}/regional`;
    const row = (each: Stage['meetings'][number]) => {
      const href = linkTo(cycleId, { region: region.code, meeting: each.id });
      return meetingRow(each, { visible, current: meeting, href, t, locale });
    };
    const form = {
      base: `${base}/${region.code}`,
      form: forms.meeting,
      meeting,
      edited: asked.meeting !== undefined,
      visible,
      t,
    };
    const isOpen = meeting !== null && !isAhead({ heldOn: meeting.heldOn, timeZone: cycle.timeZone }, stage.now);
    const protocol = meeting && (await this.regional.protocolOf(meeting.id));
    return view('pages/results/regional/regional', {
      side: sideOf(request, cycleId),
      strip: phaseStrip({ stages: stage.stages, now: stage.now, timeZone, locale, cycleZone: cycle.timeZone }),
      heading: t('results:regional.heading', { region: locale === 'ru' ? region.nameRu : region.nameEn }),
      regions:
        regions.length > 1
          ? regions.map(({ code, nameRu, nameEn }) => ({ value: code, label: locale === 'ru' ? nameRu : nameEn }))
          : [],
      region: region.code,
      here: base,
      isForeseen: stage.isForeseen,
      isGate: onlyLaureatesGoOn(stage.edition.decisionRules),
      meetings: stage.meetings.map(row),
      meeting: meeting && { id: meeting.id, roomHref: `/cycles/${cycleId}/meetings/${meeting.id}`, ...row(meeting) },
      meetingForm: meetingFormModel(form),
      mayRun,
      action: base,
      form: forms.decision ?? formWith(),
      nominations: nominationRows(stage, {
        mayDecide: isOpen && mayDecide(actor, { cycleId, regionCode: region.code }) && protocol?.published !== true,
        mayVote: isOpen && mayRun && protocol?.published !== true,
        meetingId: meeting?.id ?? null,
        regionCode: region.code,
        ballots: meeting ? await this.regional.putToVote(meeting.id) : [],
        form: forms.decision,
        t,
      }),
      without: withoutEntries(stage, t),
      published: protocol?.published ? t('results:decision.published') : '',
      mayDraw: mayRun && meeting !== null && protocol?.published !== true,
      protocol: protocol?.protocol && {
        href: `/cycles/${cycleId}/protocols/${protocol.protocol.id}`,
        signatures: t('results:regional.signatures', { n: protocol.signatures }),
      },
    });
  }
}

/** People of a region have this page of the cycle and no other. */
const sideOf = (request: FastifyRequest, cycleId: string) =>
  maySeeResults(signedIn(request), { cycleId })
    ? cycleSide(request, cycleId, 'decisions')
    : regionalSide(cycleId, translator(request.locale));

/** The nominations of which the region has nothing to decide, in one line. */
function withoutEntries(stage: Stage, t: Translator): string {
  const has = hasEntries(stage);
  const empty = stage.nominations.filter((nomination) => !has(nomination)).map(({ title }) => `«${title}»`);
  return empty.length > 0 ? t('results:regional.noEntries', { nominations: empty.join(', ') }) : '';
}

const hasEntries =
  ({ entries, awards, nobody }: Stage) =>
  ({ id }: { id: string }) =>
    [...entries, ...awards, ...nobody].some(({ nominationId }) => nominationId === id);

function nominationRows(
  stage: Stage,
  facts: {
    mayDecide: boolean;
    mayVote: boolean;
    meetingId: string | null;
    regionCode: string;
    ballots: readonly PutToVote[];
    form: FormView | undefined;
    t: Translator;
  },
) {
  const { t, regionCode, ballots } = facts;
  const isVoteNeeded = publicationRulesFrom(stage.edition.publicationRules).sittings.ballots === 'each-decision';
  return stage.nominations.filter(hasEntries(stage)).map((nomination) => {
    const voteOn = (entryId: string | null) =>
      saidOf({ nominationId: nomination.id, outcome: 'regional-laureate', regionCode, entryId }, ballots, t);
    const of = <Row extends { nominationId: string }>(rows: readonly Row[]) =>
      rows.filter(({ nominationId }) => nominationId === nomination.id);
    const [award] = of(stage.awards);
    const [nobody] = of(stage.nobody);
    const isSent = facts.form?.values['nomination'] === nomination.id;
    const entries = of(stage.entries);
    const sent = isSent ? String(facts.form!.values['chosen'] ?? '') : null;
    const chosen = sent ?? award?.submissionId ?? (nobody ? 'nobody' : '');
    return {
      id: nomination.id,
      title: nomination.title,
      count: t('results:regional.count', { n: entries.length }),
      rows: entries.map(({ id, registerNumber }) => ({
        id,
        number: registerNumber,
        title: stage.cards[id]?.title ?? registerNumber,
        by: stage.cards[id]?.organisation ?? '',
        checked: chosen === id,
        vote: voteOn(id),
      })),
      isNobody: chosen === 'nobody',
      voteOnNobody: voteOn(null),
      voteNeeded: isVoteNeeded && [...entries.map(({ id }) => id), null].every((one) => voteOn(one)?.tone !== 'ok'),
      mayVote: facts.mayVote && facts.meetingId !== null && stage.isForeseen,
      reason: isSent ? String(facts.form!.values['reason'] ?? '') : (award?.reason ?? nobody?.reason ?? ''),
      status: award
        ? outcomeStatus('regional-laureate', t)
        : nobody
          ? { word: t('results:nobody.regional-laureate'), mark: 'dash', tone: 'no' }
          : null,
      undo: facts.mayDecide ? (award?.id ?? nobody?.id ?? '') : '',
      mayDecide: facts.mayDecide && facts.meetingId !== null && stage.isForeseen,
    };
  });
}

function linkTo(cycleId: string, { region, meeting }: Query): string {
  const parts = Object.entries({ region, meeting }).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return `/cycles/${cycleId}/regional?${new URLSearchParams(parts)}`;
}
