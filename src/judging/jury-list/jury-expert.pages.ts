import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { DeparturesService } from '../vacancies/departures.service.js';
import {
  conflictMarks,
  expertMarks,
  expertsFrame,
  faultsOf,
  reasonForm,
  untouched,
} from '../experts/experts-frame-model.js';
import { ExpertsService } from '../experts/experts.service.js';
import { PlanTasks } from '../plans/plan-tasks.service.js';
import { JuryListReader } from './jury-list.reader.js';
import { employerLines } from '../experts/profile.pages.js';

const panelsForm = z.object({ panels: z.union([z.string(), z.array(z.string())]).optional() });

/** The organizer's page of one expert: profile, answers, conflicts, panels, and leaving the jury. */
@Controller('cycles/:cycle/experts/:expert')
export class JuryExpertPages {
  constructor(
    private readonly experts: ExpertsService,
    private readonly reader: JuryListReader,
    private readonly departures: DeparturesService,
    private readonly plans: PlanTasks,
  ) {}

  @Get()
  expert(@Param('cycle') cycleId: string, @Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return this.expertPage(cycleId, expertId, request, untouched);
  }

  @Post('panels')
  setPanels(@Param('cycle') cycleId: string, @Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return takeForm(request, panelsForm, {
      act: ({ panels }, actor) => this.experts.setPanels(actor, cycleId, expertId, [panels ?? []].flat()),
      after: () => done(`/cycles/${cycleId}/experts/${expertId}`, 'judging:expert.panelsSaved'),
      again: (form) => this.expertPage(cycleId, expertId, request, form),
    });
  }

  @Post('remove')
  remove(@Param('cycle') cycleId: string, @Param('expert') expertId: string, @Req() request: FastifyRequest) {
    return takeForm(request, reasonForm, {
      act: ({ reason }, actor) => this.departures.remove(actor, expertId, reason),
      after: () => done(`/cycles/${cycleId}/experts`, 'judging:experts.removed'),
      again: (form) => this.expertPage(cycleId, expertId, request, form),
    });
  }

  private async expertPage(cycleId: string, expertId: string, request: FastifyRequest, form: FormAgain): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const found = await this.reader.expert(signedIn(request), cycleId, expertId);
    const { expert, profile, conflicts, history, stages, now, cycle, consents, nominations, unfinished } = found;
    const format = { locale, timeZone: cycle.timeZone, now };
    return view('pages/judging/jury-list/expert', {
      ...expertsFrame(request, { cycle, stages, now }),
      crumbs: [{ href: `/cycles/${cycleId}/experts`, label: t('judging:experts.title') }, { label: expert.user.name }],
      name: expert.user.name,
      status: { word: t(`judging:experts.state.${expert.state}`), ...expertMarks[expert.state] },
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
      mayReplace: unfinished > 0 && (await this.plans.mayReplan(signedIn(request), { cycleId })),
      removeAction: `/cycles/${cycleId}/experts/${expertId}/remove`,
      mayRemove: expert.state !== 'removed',
      values: form.values,
      ...faultsOf(form, request),
    });
  }
}
