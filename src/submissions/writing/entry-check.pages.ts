import type { Refusal } from '../../domain/kernel/refusal.js';
import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { includesRight } from '../../domain/submissions/entry-rights.js';
import { anyForm, takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, redirect, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { CollaboratorsReader } from '../collaborators/collaborators.reader.js';
import { consentTicks, ticksOf } from '../../cycles/consents/consent-ticks.js';
import { infectedIn } from '../../domain/submissions/infected.js';
import { problemsIn, readSections, stepsOf, wordsIn } from './entry-form-model.js';
import { anchorOf, headOf, labelOf, refusalModel, stepList } from './entry-model.js';
import { changedClosedOf } from './open-fields-model.js';
import { SubmissionsReader, type EntryPage } from './submissions.reader.js';
import { unsentOf } from './unsent-model.js';
import { SubmissionsService } from './submissions.service.js';

/** The check before submitting. */
@Controller('submissions/:id')
export class EntryCheckPages {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly reader: SubmissionsReader,
    private readonly collaborators: CollaboratorsReader,
  ) {}

  @Get('check')
  async check(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    const page = await this.reader.page(signedIn(request), id);
    if (!page.editable) return redirect(`/submissions/${id}`);
    return this.checkPage(page, request, { values: {}, refusal: null });
  }

  @Post('submit')
  async submit(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    const actor = signedIn(request);
    return takeForm(request, anyForm, {
      act: (sent) => this.submissions.submit(actor, id, ticksOf(sent)),
      after: () => done(`/submissions/${id}/receipt`, 'submissions:submitted'),
      again: async (again) => this.checkPage(await this.reader.page(actor, id), request, again),
    });
  }

  /** Who can submit what the reader may only edit. */
  private async submitters({ entry }: EntryPage, request: FastifyRequest): Promise<string> {
    const { people } = await this.collaborators.peopleOf(signedIn(request), entry);
    return people.flatMap(({ name, right }) => (right === 'submit' ? name : [])).join(', ');
  }

  private async checkPage(
    page: EntryPage,
    request: FastifyRequest,
    { values, refusal }: Pick<FormAgain, 'values' | 'refusal'>,
  ): Promise<View> {
    const t = translator(request.locale);
    const { entry, answers, form, stages, attachments, quarantined } = page;
    const steps = stepsOf(form.fields, request.locale);
    const gaps = steps.flatMap((step) =>
      [
        ...problemsIn(step.fields, answers, true),
        ...infectedIn(
          attachments.filter(({ field }) => step.fields.some(({ id }) => id === field)),
          quarantined,
        ),
      ].map((problem) => ({
        href: `/submissions/${entry.id}/edit?step=${step.number}&show=errors#${anchorOf(problem.pointer)}`,
        text:
          problem.rule === 'required'
            ? labelOf(problem, step, request.locale)
            : `${labelOf(problem, step, request.locale)}: ${fieldWords(problem, t)}`,
      })),
    );
    const closed = changedClosedOf(page).map(({ id, label }) => ({
      href: `/submissions/${entry.id}/edit?step=${steps.find(({ fields }) => fields.some((one) => one.id === id))!.number}#${id}`,
      text: t('submissions:open.changed', { label: wordsIn(label, request.locale) }),
    }));
    gaps.push(...closed);
    const intake = stages.find((stage) => stage.kind === 'intake');
    const unsent = unsentOf(page, request);
    return view('pages/submissions/writing/check', {
      ...headOf(page, request, t),
      steps: stepList(page, steps, null, answers, t),
      gaps,
      gapsTitle: t('submissions:check.gaps.title', { n: gaps.length }),
      ready: gaps.length === 0,
      notYours: includesRight(page.right, 'submit') ? '' : await this.submitters(page, request),
      unsent,
      consents: consentTicks(await this.reader.missingConsents(signedIn(request), entry), {
        cycleId: entry.cycleId,
        sent: values,
        error: refusal?.code === 'consent-needed' ? t('refusals:field.consent') : '',
        t,
      }),
      unchanged: entry.state === 'submitted' && unsent === null ? entry.revisions : 0,
      sections: readSections(form.fields, answers, request.locale),
      closesAt: entry.dueAt ?? intake?.closesAt ?? null,
      closesIn: entry.cycle.timeZone,
      verb: t(entry.state === 'draft' ? 'submissions:check.submit' : 'submissions:check.resubmit'),
      refusal: refusalModel(isOfFields(refusal) ? null : refusal, request),
    });
  }
}

/** What is told field by field. */
const isOfFields = (refusal: Refusal | null): boolean =>
  refusal?.code === 'entry-incomplete' || refusal?.code === 'fields-closed';
