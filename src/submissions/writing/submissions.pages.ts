import { consentTicks, ticksOf } from '../../cycles/consents/consent-ticks.js';
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem, Refusal } from '../../domain/kernel/refusal.js';
import { hasRole } from '../../domain/kernel/actor.js';
import { decodeCursor, inKey, pageOf } from '../../platform/http/paging.js';
import { standingWords } from '../entries/submission-words.js';
import { nextEnd } from '../../domain/cycles/closing.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, redirect, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDeadline, formatRemaining } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { closingSentence } from '../../cycles/extensions/closing-words.js';
import { barWords, placeWords, roomTerm } from '../../cycles/ways-in/registration-model.js';
import { peopleModel } from '../collaborators/collaborators-model.js';
import { CollaboratorsReader } from '../collaborators/collaborators.reader.js';
import { mayRecuse } from '../entries/submission.policy.js';
import { ownQuestion } from '../questions/questions-model.js';
import { QuestionsReader } from '../questions/questions.reader.js';
import { readSections } from './entry-form-model.js';
import { fileRows, headOf, refusalModel } from './entry-model.js';
import { caseOf, clarificationsModel, firstOf, tasksModel } from './entrant-home-model.js';
import { EntrantsReader } from './entrants.reader.js';
import { SubmissionsReader, type EntryPage } from './submissions.reader.js';
import { unsentOf } from './unsent-model.js';
import { SubmissionsService } from './submissions.service.js';

const startForm = z.looseObject({ nominationId: z.uuid(), organisationId: z.uuid() });
const withdrawForm = z.object({ reason: z.string().max(4000).default('') });

/** The entrant's own entries: the list, a new one, one of them, its files, and withdrawing it. */
@Controller('submissions')
export class SubmissionsPages {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly reader: SubmissionsReader,
    private readonly entrants: EntrantsReader,
    private readonly collaborators: CollaboratorsReader,
    private readonly questions: QuestionsReader,
  ) {}

  @Get()
  async mine(@Query('cursor') cursor: string | undefined, @Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const { locale, timeZone } = request;
    const t = translator(locale);
    const after = decodeCursor(cursor, [inKey.instant, inKey.id]);
    const { entries, openings, handovers, tasks, clarifications, now } = await this.entrants.mine(actor, {
      after,
      limit: perPage + 1,
    });
    const { items, next } = pageOf(
      entries,
      perPage,
      ({ entry }) => [(entry.submittedAt ?? entry.savedAt).toISOString(), entry.id],
      (one) => caseOf(one, { actor, request, t, now }),
    );
    const open = openings.length > 0;
    const questions = after === null ? await this.questions.own(actor, questionsShown) : [];
    return view('pages/submissions/writing/my-entries', {
      cases: items,
      first: after === null ? firstOf(items) : null,
      handovers: handovers.map(({ submissionId, title, from }) => ({
        href: `/submissions/${submissionId}/people`,
        lead: t('submissions:people.handover.toMe', { from }),
        title: title || t('submissions:untitled'),
      })),
      openings: openings.map(({ setup, closing }) => ({
        title: setup.cycle.title,
        left: formatRemaining(now, nextEnd(closing), locale),
        term: closingSentence(closing, setup, { locale, timeZone, now }),
      })),
      more: next && `/submissions?cursor=${encodeURIComponent(next)}`,
      regions: (await this.entrants.coordinated(actor)).map(({ code, nameRu, nameEn }) => ({
        href: `/submissions/region/${code}`,
        label: t('submissions:region.link', { name: locale === 'ru' ? nameRu : nameEn }),
      })),
      tasks: [...clarificationsModel(clarifications, now, request), ...tasksModel(tasks, now, request)],
      questions: questions.map((question) => ownQuestion(question, t)),
      canStart: open && actor.organisationIds.length > 0,
      open,
      hasOrganisation: actor.organisationIds.length > 0,
      waits: actor.organisationIds.length === 0 && (await this.entrants.waits(actor)),
    });
  }

  @Get('new')
  async newEntry(
    @Query('organisation') organisationId: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.startPage(request, { values: { organisationId }, problems: [], refusal: null });
  }

  @Post()
  start(@Req() request: FastifyRequest) {
    return takeForm(request, startForm, {
      act: ({ nominationId, organisationId, ...sent }, actor) =>
        this.submissions.start(actor, { nominationId, organisationId, consents: ticksOf(sent) }),
      after: ({ id }) => redirect(`/submissions/${id}/edit`),
      again: (form) => this.startPage(request, form),
    });
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @Query('of') of: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const page = await this.reader.page(actor, id);
    const { entry } = page;
    const unsent = unsentOf(page, request);
    const isWorking = unsent === null || of === 'draft';
    const shown = isWorking ? page : await this.reader.inForce(page);
    const { cycleId, nominationId } = entry;
    const isStaff =
      !page.own && hasRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId, nominationId });
    const own = page.own ? await this.entrants.standing(entry) : null;
    return view('pages/submissions/writing/show', {
      ...headOf(page, request, t),
      ...(own && { status: standingWords(own.standing, own.outcomes, t) }),
      unsent,
      isWorking,
      sections: readSections(shown.form.fields, shown.answers, request.locale),
      files: fileRows(
        {
          ...page,
          attachments: shown.attachments,
          quarantined: await this.reader.quarantined(shown.attachments),
        },
        t,
      ),
      revisions: (await this.reader.revisions(entry))
        .map((revision) => ({
          number: revision.number,
          at: revision.submittedAt,
          hash: revision.contentHash,
          current: revision.id === entry.revisionId,
          grace: isStaff ? graceWords(revision, entry, request) : '',
        }))
        .reverse(),
      ...paperOf(page, isWorking && (unsent !== null || page.revision === null)),
      tasks: tasksModel(page.tasks, page.now, request),
      editable: page.editable,
      withdrawable: page.withdrawable,
      own: page.own,
      peopleHref: `/submissions/${id}/consents`,
      continueHref: page.ofOrganisation && isOver(page) ? `/submissions/${id}/continue` : '',
      people: page.own && peopleModel(await this.collaborators.peopleOf(actor, entry), t),
      askHref: page.own && page.entry.cycle.state === 'announced' ? `/questions?about=entry:${id}` : '',
      clarificationsHref: page.own && entry.state === 'admitted' ? `/submissions/${id}/clarifications` : '',
      relationsHref: page.ofOrganisation ? `/submissions/${id}/relations` : '',
      recuseHref: page.own || entry.state === 'draft' || !mayRecuse(actor, entry) ? '' : `/submissions/${id}/recuse`,
      resultHref: page.own && entry.state === 'admitted' ? `/submissions/${id}/result` : '',
    });
  }

  @Get(':id/withdraw')
  async askWithdraw(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    await this.submissions.mustBeWithdrawable(signedIn(request), id);
    const { entry } = await this.reader.page(signedIn(request), id);
    return view('pages/submissions/writing/withdraw', {
      entry: { id, title: entry.title || translator(request.locale)('submissions:untitled') },
    });
  }

  @Post(':id/withdraw')
  async withdraw(
    @Param('id') id: string,
    @Body({ schema: withdrawForm }) { reason }: z.infer<typeof withdrawForm>,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.submissions.withdraw(signedIn(request), id, reason);
    return done(`/submissions/${id}`, 'submissions:withdraw.done');
  }

  private async startPage(
    request: FastifyRequest,
    form: { values: Record<string, unknown>; problems: FieldProblem[]; refusal: Refusal | null },
  ): Promise<View> {
    const t = translator(request.locale);
    const asked = form.values['organisationId'];
    const { cycles, organisations, chosen, now } = await this.entrants.beginnings(
      signedIn(request),
      typeof asked === 'string' ? asked : undefined,
    );
    const { locale, timeZone } = request;
    const errors = Object.fromEntries(
      form.problems.map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)]),
    );
    const consentError = form.refusal?.code === 'consent-needed' ? t('refusals:field.consent') : '';
    return view('pages/submissions/writing/new', {
      cycles: cycles.map(({ setup, closing, rooms, missing }) => ({
        consents: consentTicks(missing, { cycleId: setup.cycle.id, sent: form.values, error: consentError, t }),
        title: setup.cycle.title,
        term: closingSentence(closing, setup, { locale, timeZone, now }),
        nominations: rooms.map((room) => ({
          value: room.id,
          label: room.title,
          hint: [
            room.description.replace(/\.$/, ''),
            barWords(room, t) || placeWords(room, t),
            roomTerm(room, closing, { locale, timeZone, now, closesIn: setup.cycle.timeZone }),
          ]
            .filter(Boolean)
            .join(' · '),
          disabled: room.bar !== null,
        })),
        withdrawable: rooms.flatMap(({ withdrawable }) =>
          withdrawable.map(({ id, title }) => ({ href: `/submissions/${id}/withdraw`, title })),
        ),
      })),
      hasOrganisation: chosen !== undefined,
      waits: chosen === undefined && (await this.entrants.waits(signedIn(request))),
      mayBegin: chosen !== undefined && cycles.some(({ rooms }) => rooms.some(({ bar }) => bar === null)),
      organisations: organisations.map(({ id, name }) => ({
        value: id,
        label: name,
        href: `/submissions/new?organisation=${id}`,
        chosen: id === chosen?.id,
      })),
      severalOrganisations: organisations.length > 1,
      organisation: { id: chosen?.id ?? '', name: chosen?.name ?? '' },
      values: { nominationId: '', ...form.values, organisationId: chosen?.id ?? '' },
      errors,
      refusal: refusalModel(form.refusal, request),
    });
  }
}

/** That a revision came after its close and counts by the grace: for staff alone. */
function graceWords(
  { graceOf, submittedAt }: { graceOf: Date | null; submittedAt: Date },
  { cycle }: EntryPage['entry'],
  { locale }: FastifyRequest,
): string {
  if (!graceOf) return '';
  const format = { locale, timeZone: cycle.timeZone, now: submittedAt, closesIn: cycle.timeZone };
  return translator(locale)('terms:grace.mark', { until: formatDeadline(graceOf, format) });
}

/** The contest takes no entries any more. */
const isOver = ({ stages, now }: EntryPage): boolean =>
  stages.some(({ kind, closesAt }) => kind === 'intake' && closesAt <= now);

/** The document of what is shown: the draft, for those who write it, or the revision in force. */
function paperOf({ entry, revision, own }: EntryPage, isUnsent: boolean) {
  if (isUnsent && own) return { paperHref: `/submissions/${entry.id}/draft.pdf`, paperWords: 'papers:draftPdf' };
  const href = revision ? `/submissions/${entry.id}/revisions/${revision.number}/entry.pdf` : '';
  return { paperHref: href, paperWords: 'papers:pdf' };
}

const perPage = 50;
/** On the home; the rest stands on the page of questions. */
const questionsShown = 3;
