import { mayStillBeRanked } from '../../domain/ranking/result.js';
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { namedOutcomes } from '../../domain/results/decisions/award.js';
import { decisionRulesFrom } from '../../domain/cycles/decision-rules.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { formView, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm, type FormBody } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import type { Refusal } from '../../domain/kernel/refusal.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { AwardsService } from '../awarding/awards.service.js';
import { PutToVoteService } from '../awarding/put-to-vote.service.js';
import type { Award } from '../awards/award.entity.js';
import { choiceModel, textOf } from './choice-model.js';
import { decidedWords } from './decided-words.js';
import { meetingFormModel, meetingLabels, meetingRow } from '../meetings/meeting-model.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import type { NotAwarded } from '../awards/not-awarded.entity.js';
import { mayDecide, mayRunResults } from '../access/results.policy.js';
import { meetingForm } from '../meetings/meetings.schemas.js';
import type { VisibleCycle } from '../access/visible-cycle.reader.js';
import { VisibleCycleReader } from '../access/visible-cycle.reader.js';
import { MeetingsReader } from '../meetings/meetings.reader.js';
import { AwardsReader } from '../awards/awards.reader.js';
import { RankingTableReader } from '../ranking-table/ranking-table.reader.js';

const chosenOutcomes = [...namedOutcomes, 'recommended'] as const;
const query = z.object({
  meeting: z.string().max(40).optional().catch(undefined),
  nomination: z.string().max(40).optional().catch(undefined),
  outcome: z.enum(chosenOutcomes).catch('winner').default('winner'),
  all: z.literal('1').optional().catch(undefined),
});
const decisionForm = z.object({
  meeting: z.uuid(),
  nomination: z.uuid(),
  outcome: z.enum(chosenOutcomes),
  chosen: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((sent) => [sent ?? []].flat()),
  ground: z.string().max(4000).default(''),
  despite: z.string().max(1000).default(''),
  secret: z
    .string()
    .default('')
    .transform((sent) => sent !== ''),
});
const undoForm = z.object({ award: z.uuid() });

type Query = z.infer<typeof query>;

/** Sittings and their decisions. */
@Controller('cycles/:cycle/decisions')
export class DecisionsPages {
  constructor(
    private readonly cycles: VisibleCycleReader,
    private readonly meetingsReader: MeetingsReader,
    private readonly awardsReader: AwardsReader,
    private readonly rankings: RankingTableReader,
    private readonly meetings: MeetingsService,
    private readonly awards: AwardsService,
    private readonly motions: PutToVoteService,
  ) {}

  @Get()
  page(@Param('cycle') cycleId: string, @Query({ schema: query }) asked: Query, @Req() request: FastifyRequest) {
    return this.decisions(cycleId, asked, request, {});
  }

  @Post('meetings')
  convene(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, meetingForm, {
      act: ({ version: _none, ...input }, actor) => this.meetings.convene(actor, cycleId, input),
      after: (meeting) => done(`/cycles/${cycleId}/decisions?meeting=${meeting.id}`, 'results:meeting.saved'),
      again: (form) => {
        const meeting = formView(form, request, meetingLabels(request));
        return this.decisions(cycleId, { outcome: 'winner' }, request, { meeting });
      },
    });
  }

  @Post('meetings/:meeting')
  edit(@Param('cycle') cycleId: string, @Param('meeting') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, meetingForm, {
      act: ({ version = 0, ...input }, actor) => this.meetings.edit(actor, id, { ...input, version }),
      after: () => done(`/cycles/${cycleId}/decisions?meeting=${id}`, 'results:meeting.saved'),
      again: (form) => {
        const meeting = formView(form, request, meetingLabels(request));
        return this.decisions(cycleId, { meeting: id, outcome: 'winner' }, request, { meeting });
      },
    });
  }

  @Post()
  decide(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const sent = (body ?? {}) as FormBody;
    return takeForm(request, decisionForm, {
      act: async ({ meeting, nomination, outcome, chosen, ground, despite }, actor) => {
        const place = { meetingId: meeting, nominationId: nomination };
        const choices = inOrderOf(chosen, outcome === 'reserve' ? sent : {}).map((submissionId) => ({
          submissionId,
          reason: textOf(sent[`reason-${submissionId}`]),
        }));
        if (outcome === 'recommended')
          await this.awards.recommend(actor, {
            ...place,
            chosen: choices.map(({ submissionId, reason }) => ({ submissionId, reason: reason.trim() || ground })),
          });
        else await this.awards.name(actor, { ...place, outcome, chosen: choices, ground, despite });
      },
      after: (_none, { meeting, nomination, outcome }) =>
        done(
          `/cycles/${cycleId}/decisions?meeting=${meeting}&nomination=${nomination}&outcome=${outcome}`,
          'results:decision.saved',
        ),
      again: (form) => {
        const { meeting, nomination, outcome } = query.parse(form.values);
        const again = { ...(meeting && { meeting }), ...(nomination && { nomination }), outcome };
        return this.decisions(cycleId, again, request, { decision: formView(form, request) });
      },
    });
  }

  /** Puts what is chosen to the vote of the sitting, or that nobody is. */
  @Post('vote')
  vote(@Param('cycle') cycleId: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const sent = (body ?? {}) as FormBody;
    return takeForm(request, decisionForm, {
      act: ({ meeting, nomination, outcome, chosen, secret }, actor) =>
        this.motions.put(actor, {
          meetingId: meeting,
          nominationId: nomination,
          outcome,
          entryIds: inOrderOf(chosen, outcome === 'reserve' ? sent : {}),
          secret,
        }),
      after: (_ballot, { meeting }) => done(`/cycles/${cycleId}/meetings/${meeting}`, 'results:sitting.done.ballot'),
      again: (form) =>
        this.decisions(cycleId, query.parse(form.values), request, { decision: formView(form, request) }),
    });
  }

  @Post('undo')
  undo(@Param('cycle') cycleId: string, @Req() request: FastifyRequest) {
    return takeForm(request, undoForm, {
      act: ({ award }, actor) => this.awards.undo(actor, award),
      after: () => done(`/cycles/${cycleId}/decisions`, 'results:decision.undone'),
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
    const visible = await this.cycles.read(actor, cycleId);
    const meetings = (await this.meetingsReader.list(actor, cycleId)).filter(({ regionCode }) => regionCode === null);
    const awards = await this.awardsReader.awards(actor, cycleId);
    const nobody = await this.awardsReader.nobody(actor, cycleId);
    const meeting = meetings.find(({ id }) => id === asked.meeting) ?? meetings[0] ?? null;
    const nomination = visible.nominations.find(({ id }) => id === asked.nomination) ?? null;
    const link = (part: Partial<Query>) => linkTo(cycleId, { ...asked, meeting: meeting?.id, ...part });
    const row = (each: (typeof meetings)[number]) => {
      const href = link({ meeting: each.id, nomination: undefined });
      return meetingRow(each, { visible, current: meeting, href, t, locale });
    };
    const base = `/cycles/${cycleId}/decisions`;
    const form = { base, form: forms.meeting, meeting, edited: asked.meeting !== undefined, visible, t };
    return view('pages/results/decisions/decisions', {
      side: cycleSide(request, cycleId, 'decisions'),
      strip: phaseStrip({
        stages: visible.stages,
        now: visible.now,
        timeZone,
        locale,
        cycleZone: visible.cycle.timeZone,
      }),
      action: base,
      meetings: meetings.map(row),
      meeting: meeting && {
        ...row(meeting),
        id: meeting.id,
        chair: meeting.chairName,
        secretary: meeting.secretaryName,
        roomHref: `/cycles/${cycleId}/meetings/${meeting.id}`,
      },
      meetingForm: meetingFormModel(form),
      nominations: await this.nominationRows(visible, { awards, nobody, link, t }),
      nomination:
        nomination &&
        meeting &&
        (await this.choice(visible, {
          actor,
          nomination,
          meeting,
          asked,
          link,
          form: forms.decision,
          request,
          t,
        })),
      mayRun: mayRunResults(actor, { cycleId }),
      regionalHref: decisionRulesFrom(visible.edition.decisionRules).kinds.includes('regional-laureate')
        ? `/cycles/${cycleId}/regional`
        : '',
      batchesHref: `/cycles/${cycleId}/batches`,
      publicationHref: `/cycles/${cycleId}/publication${meeting ? `?meeting=${meeting.id}` : ''}`,
    });
  }

  /** What is decided in each nomination, and what is missing. */
  private async nominationRows(
    visible: VisibleCycle,
    facts: { awards: Award[]; nobody: NotAwarded[]; link: (part: Partial<Query>) => string; t: Translator },
  ) {
    const { t } = facts;
    const cards = await this.rankings.cards(facts.awards.map(({ submissionId }) => submissionId));
    const rankings = await this.rankings.heads(visible.cycle.id);
    return visible.nominations.map((nomination) => {
      const found = rankings.get(nomination.id);
      const awards = facts.awards.filter(({ nominationId }) => nominationId === nomination.id);
      const nobody = facts.nobody.filter(({ nominationId }) => nominationId === nomination.id);
      const isDecided = [...awards, ...nobody].some(({ outcome }) => outcome === 'winner');
      const isOld = awards.some(({ rankingId }) => found && rankingId !== null && rankingId !== found.id);
      const awaited = (found?.unranked ?? []).filter(mayStillBeRanked).length;
      const missing = [
        ...(found ? [] : [t('results:missing.ranking')]),
        ...(found?.stale ? [t('results:missing.stale')] : []),
        ...(awaited > 0 ? [t('results:missing.unranked', { n: awaited })] : []),
        ...(isDecided ? [] : [t('results:missing.winner')]),
        ...(isOld ? [t('results:missing.anew')] : []),
      ];
      return {
        title: nomination.title,
        href: facts.link({ nomination: nomination.id }),
        decided: decidedWords({ awards, nobody, cards }, t),
        missing: missing.join(', '),
        unranked: found?.unranked.length ? t('results:decisions.unranked', { n: found.unranked.length }) : '',
      };
    });
  }

  private async choice(
    visible: VisibleCycle,
    facts: {
      actor: ReturnType<typeof signedIn>;
      nomination: VisibleCycle['nominations'][number];
      meeting: Meeting;
      asked: Query;
      link: (part: Partial<Query>) => string;
      form: FormView | undefined;
      request: FastifyRequest;
      t: Translator;
    },
  ) {
    const { actor, nomination, meeting, asked, link, form, request, t } = facts;
    const published = await this.meetingsReader.isPublished(meeting.id);
    const hindrance = await this.awards.hindrance(actor, meeting, nomination.id);
    const scope = { cycleId: visible.cycle.id, nominationId: nomination.id };
    return choiceModel(visible, {
      nomination,
      outcome: asked.outcome,
      found: await this.rankings.nomination(actor, nomination),
      all: asked.all === '1',
      link,
      form,
      published,
      ballots: await this.awardsReader.putToVote(meeting.id),
      mayDecide: hindrance === null,
      mayUndo: mayDecide(actor, scope) && !published && hindrance?.code !== 'conflict-of-interest',
      hindrance: published || !hindrance ? null : hindranceWords(hindrance, request),
      mayRun: mayRunResults(actor, scope),
      t,
    });
  }
}

const hindranceWords = (refusal: Refusal, { locale, timeZone, id }: FastifyRequest) =>
  problemOf(refusal, { locale, timeZone, requestId: id });

/** Who was chosen, by the numbers that were written beside them; without numbers as they stand on the page. */
function inOrderOf(chosen: readonly string[], sent: FormBody): string[] {
  const order = (id: string) => Number(sent[`order-${id}`]) || Infinity;
  return chosen
    .map((id, index) => ({ id, index }))
    .sort((a, b) => {
      const [x, y] = [order(a.id), order(b.id)];
      return x === y ? a.index - b.index : x - y;
    })
    .map(({ id }) => id);
}

function linkTo(cycleId: string, { meeting, nomination, outcome, all }: Partial<Query>): string {
  const parts = Object.entries({ meeting, nomination, outcome: nomination && outcome, all });
  const set = parts.filter((pair): pair is [string, string] => Boolean(pair[1]));
  return `/cycles/${cycleId}/decisions?${new URLSearchParams(set)}${nomination ? '#nomination' : ''}`;
}
