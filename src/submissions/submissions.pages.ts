import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Answers } from '../domain/form.js';
import { progressOf } from '../domain/form-answers.js';
import { Refusal, type FieldProblem } from '../domain/refusal.js';
import { takeForm, type FormBody } from '../platform/http/forms.js';
import { done, download, redirect, view, type Download, type Redirect, type View } from '../platform/http/page.js';
import { fieldWords, problemOf } from '../platform/http/problem.js';
import { signedIn } from '../platform/http/request.js';
import { formatClock, formatDeadline, formatInstant, formatRemaining, formatSize } from '../platform/web/format.js';
import { translator, type Translator } from '../platform/web/i18n.js';
import { phaseStrip } from '../platform/web/phase-strip.js';
import { endingOf, usualTypes } from '../platform/files/files.js';
import { AttachmentsService } from './attachments.service.js';
import {
  answersOfStep,
  fieldModel,
  problemsIn,
  readSections,
  stepsOf,
  stepState,
  type FormStep,
} from './entry-form.js';
import { stateWord } from './submission-words.js';
import { withFiles, type CrossTask } from './submissions.queries.js';
import { SubmissionsReader, type EntryPage } from './submissions.reader.js';
import { SubmissionsService } from './submissions.service.js';

const startForm = z.object({ nominationId: z.uuid(), organisationId: z.uuid() });
const withdrawForm = z.object({ reason: z.string().max(4000).default('') });

/** The entrant's pages: list, form in steps, check, receipt. */
@Controller('submissions')
export class SubmissionsPages {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly attachments: AttachmentsService,
    private readonly reader: SubmissionsReader,
  ) {}

  @Get()
  async mine(@Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const { entries, intakes, open, tasks, now } = await this.reader.mine(actor);
    const until = (at: Date) =>
      formatDeadline(at, { locale: request.locale, timeZone: request.timeZone, now, closesIn: 'Europe/Moscow' });
    const rows = entries.map((entry) => {
      const intake = intakes.get(entry.cycleId);
      const due = entry.dueAt ?? intake?.closesAt;
      const next =
        due && entry.state === 'draft'
          ? t('submissions:next.continue', { due: until(due) })
          : due && entry.state === 'returned'
            ? t('submissions:next.fix', { due: until(due) })
            : entry.state === 'submitted'
              ? t('submissions:next.wait')
              : entry.state === 'admitted'
                ? t('submissions:next.judged')
                : t('submissions:next.none');
      return { ...rowOf(entry, t), next, year: entry.cycle.year };
    });
    return view('pages/submissions/mine', {
      rows,
      tasks: tasksModel(tasks, now, request),
      canStart: open && actor.organisationIds.length > 0,
      open,
      hasOrganisation: actor.organisationIds.length > 0,
    });
  }

  @Get('new')
  async newEntry(@Req() request: FastifyRequest): Promise<View> {
    return this.startPage(request, { values: {}, problems: [], refusal: null });
  }

  @Post()
  start(@Body() body: unknown, @Req() request: FastifyRequest): Promise<View | Redirect> {
    const actor = signedIn(request);
    return takeForm({
      schema: startForm,
      body,
      act: async (input) => redirect(`/submissions/${(await this.submissions.start(actor, input)).id}/edit`),
      again: (form) => this.startPage(request, form),
    });
  }

  @Get(':id')
  async show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const page = await this.reader.page(actor, id);
    const { entry, form, attachments } = page;
    const answers = withFiles(entry.answers, attachments);
    return view('pages/submissions/show', {
      ...this.headOf(page, request, t),
      sections: readSections(form.fields, answers, request.locale),
      files: attachments.map((attachment) => ({
        name: attachment.file.name,
        size: attachment.file.bytes,
        href: `/submissions/${id}/files/${attachment.id}`,
      })),
      revisions: (await this.reader.revisions(actor, id))
        .map((revision) => ({
          number: revision.number,
          at: revision.submittedAt,
          hash: revision.contentHash,
          current: revision.id === entry.revisionId,
        }))
        .reverse(),
      tasks: tasksModel(page.tasks, page.now, request),
      editable: page.editable,
      withdrawable:
        page.own &&
        ['draft', 'submitted', 'returned'].includes(entry.state) &&
        (entry.state === 'draft' || page.editable),
      own: page.own,
      relationsHref: page.own ? `/submissions/${id}/relations` : '',
      recuseHref: page.own || entry.state === 'draft' ? '' : `/submissions/${id}/recuse`,
      resultHref: page.own && entry.state === 'admitted' ? `/submissions/${id}/result` : '',
    });
  }

  @Get(':id/edit')
  async edit(
    @Param('id') id: string,
    @Query('step') step: string | undefined,
    @Query('add') addTo: string | undefined,
    @Query('show') show: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const page = await this.reader.page(signedIn(request), id);
    if (!page.editable) return redirect(`/submissions/${id}`);
    return this.editPage(page, request, { step: Number(step) || 1, addTo, showErrors: show === 'errors' });
  }

  /** Saves a step; the buttons say where to go on. Autosave sends the same body and gets the new version back. */
  @Post(':id/edit')
  async save(
    @Param('id') id: string,
    @Query('step') step: string | undefined,
    @Body() body: FormBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const actor = signedIn(request);
    const page = await this.reader.page(actor, id);
    const steps = stepsOf(page.form.fields, request.locale);
    const current = steps[(Number(step) || 1) - 1] ?? steps[0]!;
    const answers = moved(answersOfStep(current.fields, body), body);
    try {
      const entry = await this.submissions.saveAnswers(actor, id, { version: Number(body['version']), answers });
      if (request.headers['x-autosave']) return { version: entry.version, savedAt: entry.savedAt.toISOString() };
    } catch (error) {
      if (error instanceof Refusal && error.detail.code === 'stale-edit')
        return this.stale(page, current, error, request, reply);
      throw error;
    }
    const add =
      typeof body['add'] === 'string'
        ? `&add=${encodeURIComponent(body['add'])}#${encodeURIComponent(body['add'])}`
        : '';
    if (add || body['up'] || body['down'] || body['remove'])
      return redirect(`/submissions/${id}/edit?step=${current.number}${add}`);
    return redirect(
      current.number < steps.length ? `/submissions/${id}/edit?step=${current.number + 1}` : `/submissions/${id}/check`,
    );
  }

  @Post(':id/files/:field')
  async upload(
    @Param('id') id: string,
    @Param('field') field: string,
    @Query('step') step: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const actor = signedIn(request);
    const back = `/submissions/${id}/edit?step=${Number(step) || 1}`;
    try {
      for await (const part of request.files())
        await this.attachments.attach(actor, id, field, { name: part.filename, bytes: part.file });
    } catch (error) {
      if (
        !(error instanceof Refusal) ||
        !['file-type-not-allowed', 'file-empty', 'too-large', 'invalid-input'].includes(error.code)
      )
        throw error;
      const page = await this.reader.page(actor, id);
      return this.editPage(page, request, { step: Number(step) || 1, fileRefusal: { field, refusal: error } });
    }
    return redirect(back);
  }

  @Post(':id/files/:attachment/remove')
  async removeFile(
    @Param('id') id: string,
    @Param('attachment') attachment: string,
    @Query('step') step: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.attachments.detach(signedIn(request), id, attachment);
    return redirect(`/submissions/${id}/edit?step=${Number(step) || 1}`);
  }

  @Get(':id/files/:attachment')
  async file(
    @Param('id') id: string,
    @Param('attachment') attachment: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const file = await this.attachments.open(signedIn(request), id, attachment);
    return download(file.bytes, file.name, file.type);
  }

  @Get(':id/check')
  async check(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    const page = await this.reader.page(signedIn(request), id);
    if (!page.editable) return redirect(`/submissions/${id}`);
    return this.checkPage(page, request, null);
  }

  @Post(':id/submit')
  async submit(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    const actor = signedIn(request);
    return takeForm({
      schema: z.looseObject({}),
      body: {},
      act: async () => {
        await this.submissions.submit(actor, id);
        return done(`/submissions/${id}/receipt`, 'submissions:submitted');
      },
      again: async ({ refusal }) => this.checkPage(await this.reader.page(actor, id), request, refusal),
    });
  }

  @Get(':id/receipt')
  async receipt(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const found = await this.reader.revisionInForce(actor, id);
    if (!found) throw new Refusal({ code: 'not-found' });
    const { entry, revision } = found;
    const { stages } = await this.reader.page(actor, id);
    const intake = stages.find((stage) => stage.kind === 'intake');
    const bytes = revision.files.reduce((sum, file) => sum + file.bytes, 0);
    return view('pages/submissions/receipt', {
      entry: {
        id,
        title: revision.title || t('submissions:untitled'),
        number: entry.registerNumber,
        cycle: entry.cycle.title,
        nomination: entry.nomination.title,
        generated: entry.generated,
      },
      organisation: revision.organisation['name'],
      region: revision.organisation['regionName'],
      at: revision.submittedAt,
      revision: revision.number,
      files: { count: revision.files.length, size: bytes },
      hash: revision.contentHash.match(/.{1,4}/g)!.join(' '),
      left: intake ? formatRemaining(revision.submittedAt, intake.closesAt, request.locale) : '',
    });
  }

  @Get(':id/withdraw')
  async askWithdraw(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    const { entry } = await this.reader.page(signedIn(request), id);
    return view('pages/submissions/withdraw', {
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
    const { cycles, organisations } = await this.reader.beginnings(signedIn(request));
    const errors = Object.fromEntries(
      form.problems.map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)]),
    );
    return view('pages/submissions/new', {
      cycles: cycles.map(({ cycle, intake, nominations }) => ({
        title: cycle.title,
        closesAt: intake.closesAt,
        nominations: nominations.map((nomination) => ({
          value: nomination.id,
          label: nomination.title,
          hint: nomination.description,
        })),
      })),
      organisations: organisations.map(({ id, name }) => ({ value: id, label: name })),
      values: { nominationId: '', organisationId: organisations[0]?.id ?? '', ...form.values },
      errors,
      refusal: refusalModel(form.refusal, request),
    });
  }

  private headOf({ entry, stages, now, editable }: EntryPage, request: FastifyRequest, t: Translator) {
    return {
      entry: {
        id: entry.id,
        title: entry.title || t('submissions:untitled'),
        number: entry.registerNumber ?? '',
        nomination: entry.nomination.title,
        organisation: entry.organisation.name,
        cycle: entry.cycle.title,
        reason: entry.reason,
        isReturned: entry.state === 'returned',
        isRejected: entry.state === 'rejected',
        isDraft: entry.state === 'draft',
        dueAt: entry.dueAt,
        submittedAt: entry.submittedAt,
        generated: entry.generated,
        revisions: entry.revisions,
      },
      status:
        entry.state === 'draft'
          ? { ...stateWord('draft', t), word: t('submissions:draft.notSubmitted') }
          : stateWord(entry.state, t),
      strip: phaseStrip({
        stages,
        now,
        timeZone: request.timeZone,
        cycleZone: entry.cycle.timeZone,
        locale: request.locale,
      }),
      editable,
    };
  }

  private editPage(
    page: EntryPage,
    request: FastifyRequest,
    want: {
      step: number;
      addTo?: string | undefined;
      showErrors?: boolean;
      fileRefusal?: { field: string; refusal: Refusal };
    },
  ): View {
    const { locale } = request;
    const t = translator(locale);
    const { entry, form, attachments } = page;
    const answers = withFiles(entry.answers, attachments);
    const steps = stepsOf(form.fields, locale);
    const current = steps[want.step - 1] ?? steps[0]!;
    // A fresh step shows only what is wrong, not everything that is still empty; after the check the gaps show too.
    const problems = problemsIn(current.fields, answers, want.showErrors ?? false);
    const progress = progressOf(form.fields, answers);
    const percent = progress.required ? Math.floor((100 * progress.answered) / progress.required) : 100;
    const { fileRefusal } = want;
    return view(
      'pages/submissions/edit',
      {
        ...this.headOf(page, request, t),
        step: {
          number: current.number,
          title: current.title,
          hasFiles: current.hasFiles,
          last: current.number === steps.length,
        },
        steps: this.stepList(page, steps, current.number, answers, t),
        fields: current.fields.map((field) =>
          field.type === 'files'
            ? {
                ...fieldModel(field, answers, { locale, t, problems }),
                files: attachments
                  .filter((attachment) => attachment.field === field.id)
                  .map((attachment) => ({
                    id: attachment.id,
                    name: attachment.file.name,
                    size: attachment.file.bytes,
                    image: attachment.file.type.startsWith('image/'),
                    at: formatClock(attachment.createdAt, request.timeZone),
                  })),
                types: t('submissions:files.hint', {
                  types: (field.allowed?.length ? field.allowed : usualTypes).map(endingOf).join(', '),
                  max: field.maxFiles ?? 10,
                  size: formatSize(field.maxBytes ?? 20 * 1024 * 1024, locale),
                }),
                error: fileRefusal?.field === field.id ? refusalModel(fileRefusal.refusal, request)!.detail : undefined,
              }
            : fieldModel(field, answers, { locale, t, problems, addTo: want.addTo }),
        ),
        errors: problems.map((problem) => ({
          href: `#${anchorOf(problem.pointer)}`,
          text: `${labelOf(problem, current, locale)}: ${fieldWords(problem, t)}`,
        })),
        formModel: {
          id: 'entry',
          action: `/submissions/${entry.id}/edit?step=${current.number}`,
          version: String(entry.version),
          ...(!current.hasFiles && { autosave: `/submissions/${entry.id}/edit?step=${current.number}` }),
        },
        rail: {
          percent,
          quota:
            entry.nomination.quotaPerRegion === null
              ? t('submissions:edit.quota.none')
              : t('submissions:edit.quota.text', { inPlay: page.inPlay, quota: entry.nomination.quotaPerRegion }),
        },
        savedText: t('submissions:edit.saved', { time: formatClock(entry.savedAt, request.timeZone) }),
        notSubmitted: t(entry.state === 'submitted' ? 'submissions:edit.resubmit' : 'submissions:edit.notSubmitted'),
        back: current.number > 1 ? `/submissions/${entry.id}/edit?step=${current.number - 1}` : '/submissions',
        next:
          current.number < steps.length
            ? `/submissions/${entry.id}/edit?step=${current.number + 1}`
            : `/submissions/${entry.id}/check`,
      },
      fileRefusal ? 422 : 200,
    );
  }

  private stepList({ entry }: EntryPage, steps: FormStep[], current: number | null, answers: Answers, t: Translator) {
    const items = steps.map((step) => {
      const { errors, gaps, begun } = stepState(step, answers);
      const parts = [
        errors ? t('submissions:edit.errors', { n: errors }) : '',
        gaps ? t('submissions:edit.gap', { n: gaps }) : '',
      ].filter(Boolean);
      const note = parts.join(', ') || t(begun ? 'submissions:edit.done' : 'submissions:edit.optional');
      return {
        href: `/submissions/${entry.id}/edit?step=${step.number}`,
        title: step.title,
        note: !begun && gaps ? t('submissions:edit.notBegun') : note,
        tone: errors ? 'err' : gaps && begun ? 'gap' : undefined,
        done: begun && !errors && !gaps,
        current: step.number === current,
      };
    });
    const check = {
      href: `/submissions/${entry.id}/check`,
      title: t('submissions:edit.check'),
      note: undefined,
      tone: undefined,
      done: false,
      current: current === null,
    };
    const all = [...items, check];
    const position = current ?? all.length;
    return {
      items: all,
      label: t('common:steps.position', { n: position, total: all.length, title: all[position - 1]!.title }),
    };
  }

  private checkPage(page: EntryPage, request: FastifyRequest, refusal: Refusal | null): View {
    const t = translator(request.locale);
    const { entry, form, attachments, stages } = page;
    const answers = withFiles(entry.answers, attachments);
    const steps = stepsOf(form.fields, request.locale);
    const gaps = steps.flatMap((step) =>
      problemsIn(step.fields, answers, true).map((problem) => ({
        href: `/submissions/${entry.id}/edit?step=${step.number}&show=errors#${anchorOf(problem.pointer)}`,
        text:
          problem.rule === 'required'
            ? labelOf(problem, step, request.locale)
            : `${labelOf(problem, step, request.locale)}: ${fieldWords(problem, t)}`,
      })),
    );
    const intake = stages.find((stage) => stage.kind === 'intake');
    return view('pages/submissions/check', {
      ...this.headOf(page, request, t),
      steps: this.stepList(page, steps, null, answers, t),
      gaps,
      gapsTitle: t('submissions:check.gaps.title', { n: gaps.length }),
      ready: gaps.length === 0,
      sections: readSections(form.fields, answers, request.locale),
      closesAt: entry.dueAt ?? intake?.closesAt ?? null,
      verb: t(entry.state === 'draft' ? 'submissions:check.submit' : 'submissions:check.resubmit'),
      refusal: refusalModel(refusal?.code === 'entry-incomplete' ? null : refusal, request),
    });
  }

  /** 409 with both texts side by side: the panel for autosave and the whole page without scripts are the same. */
  private stale(page: EntryPage, step: FormStep, refusal: Refusal, request: FastifyRequest, reply: FastifyReply): View {
    const t = translator(request.locale);
    if (refusal.detail.code !== 'stale-edit') throw refusal;
    const { yours, theirs, version, changedBy, changedAt } = refusal.detail;
    const [mine, saved] = [yours as Answers, theirs as Answers];
    const differing = step.fields.filter(
      (field) => JSON.stringify(mine[field.id] ?? '') !== JSON.stringify(saved[field.id] ?? ''),
    );
    void reply.status(409);
    return view(
      'pages/submissions/stale',
      {
        ...this.headOf(page, request, t),
        step: step.number,
        version: String(version),
        by: t('submissions:stale.by', {
          name: changedBy ?? t('submissions:stale.theirs'),
          version,
          time: formatClock(changedAt, request.timeZone),
        }),
        fields: differing.map((field) => ({
          label: field.label[request.locale] ?? field.label.ru,
          yours: plain(mine[field.id]),
          theirs: plain(saved[field.id]),
        })),
        hidden: Object.entries((request.body ?? {}) as FormBody).flatMap(([name, value]) =>
          ['_csrf', 'version', 'add', 'up', 'down', 'remove'].includes(name)
            ? []
            : (Array.isArray(value) ? value : [value ?? '']).map((one) => ({ name, value: one })),
        ),
      },
      409,
    );
  }
}

export function rowOf(entry: EntryPage['entry'], t: Translator) {
  return {
    id: entry.id,
    number: entry.registerNumber ?? '',
    title: entry.title || t('submissions:untitled'),
    nomination: entry.nomination.title,
    organisation: entry.organisation.name,
    submittedAt: entry.submittedAt,
    generated: entry.generated,
    reason: entry.reason,
    state: stateWord(entry.state, t),
    href: entry.state === 'draft' ? `/submissions/${entry.id}/edit` : `/submissions/${entry.id}`,
  };
}

export function refusalModel(refusal: Refusal | null, request: FastifyRequest) {
  return refusal && problemOf(refusal, { locale: request.locale, timeZone: request.timeZone, requestId: request.id });
}

/** Rows moved by the buttons that work without scripts: `up`, `down` and `remove` name `steps.1`. */
function moved(answers: Answers, body: FormBody): Answers {
  for (const verb of ['up', 'down', 'remove'] as const) {
    const [id = '', index = ''] = typeof body[verb] === 'string' ? body[verb].split('.') : [];
    const rows = answers[id];
    if (!Array.isArray(rows)) continue;
    const list = [...rows] as unknown[];
    const [row] = list.splice(Number(index), 1);
    if (verb !== 'remove' && row !== undefined)
      list.splice(Math.max(0, Number(index) + (verb === 'up' ? -1 : 1)), 0, row);
    return { ...answers, [id]: list as never };
  }
  return answers;
}

const anchorOf = (pointer: string): string => {
  const [id, index, column] = pointer.slice(1).split('/');
  return index === undefined ? id! : `${id}-${index}-${column ?? 'text'}`;
};

function labelOf(problem: FieldProblem, step: FormStep, locale: 'ru' | 'en'): string {
  const [id, index] = problem.pointer.slice(1).split('/');
  const field = step.fields.find((candidate) => candidate.id === id);
  const label = field ? (field.label[locale] ?? field.label.ru) : (id ?? '');
  return index === undefined ? label : `${label}, ${Number(index) + 1}`;
}

function plain(answer: unknown): string {
  if (answer === null || answer === undefined) return '';
  if (Array.isArray(answer))
    return answer
      .map((item) => (typeof item === 'object' ? Object.values(item as object).join(' · ') : String(item)))
      .join('\n');
  return String(answer);
}

/** What is to be done in the cross-review, on the reader's own clock; who dropped out is told so. */
function tasksModel(tasks: readonly CrossTask[], now: Date, { locale, timeZone }: FastifyRequest) {
  const t = translator(locale);
  const format = { locale, timeZone, now };
  return tasks.map(({ title, left, dropped, opensAt, closesAt }) => {
    if (dropped) return { kind: 'no', lead: t('cross:task.dropped', { title }), text: '' };
    const until = t('cross:task.until', { until: formatDeadline(closesAt, { ...format, closesIn: 'Europe/Moscow' }) });
    const opens = opensAt > now ? `${t('cross:task.opens', { at: formatInstant(opensAt, format) })} ` : '';
    return { kind: 'wait', lead: t('cross:task.owing', { n: left }), text: `${opens}${until}` };
  });
}
