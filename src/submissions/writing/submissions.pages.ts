import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem, Refusal } from '../../domain/kernel/refusal.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import {
  done,
  download,
  redirect,
  view,
  type Download,
  type Redirect,
  type View,
} from '../../platform/http/pages/page.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDeadline, formatInstant } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { AttachmentsService } from '../files/attachments.service.js';
import { readSections } from './entry-form-model.js';
import { fileRows, headOf, refusalModel, rowOf } from './entry-model.js';
import type { CrossTask } from './cross-tasks.queries.js';
import { SubmissionsReader } from './submissions.reader.js';
import { SubmissionsService } from './submissions.service.js';

const startForm = z.object({ nominationId: z.uuid(), organisationId: z.uuid() });
const withdrawForm = z.object({ reason: z.string().max(4000).default('') });

/** The entrant's own entries: the list, a new one, one of them, its files, and withdrawing it. */
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
    const { locale, timeZone } = request;
    const t = translator(locale);
    const { entries, intakes, open, tasks, now } = await this.reader.mine(actor);
    const rows = entries.map((entry) => {
      const intake = intakes.get(entry.cycleId);
      const due = entry.dueAt ?? intake?.closesAt;
      const until = (at: Date) => formatDeadline(at, { locale, timeZone, now, closesIn: entry.cycle.timeZone });
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
    return view('pages/submissions/writing/my-entries', {
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
  start(@Req() request: FastifyRequest) {
    return takeForm(request, startForm, {
      act: (input, actor) => this.submissions.start(actor, input),
      after: ({ id }) => redirect(`/submissions/${id}/edit`),
      again: (form) => this.startPage(request, form),
    });
  }

  @Get(':id')
  async show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const page = await this.reader.page(actor, id);
    const { entry, answers, form } = page;
    return view('pages/submissions/writing/show', {
      ...headOf(page, request, t),
      sections: readSections(form.fields, answers, request.locale),
      files: fileRows(page, t),
      revisions: (await this.reader.revisions(entry))
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

  @Get(':id/files/:attachment')
  async file(
    @Param('id') id: string,
    @Param('attachment') attachment: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const file = await this.attachments.open(signedIn(request), id, attachment);
    return download(file.bytes, file.name, file.type);
  }

  @Get(':id/withdraw')
  async askWithdraw(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
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
    const { cycles, organisations } = await this.reader.beginnings(signedIn(request));
    const errors = Object.fromEntries(
      form.problems.map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)]),
    );
    return view('pages/submissions/writing/new', {
      cycles: cycles.map(({ cycle, intake, nominations }) => ({
        title: cycle.title,
        closesAt: intake.closesAt,
        closesIn: cycle.timeZone,
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
}

/** What is to be done or read in the cross-review, on the reader's own clock; who dropped out is told so. */
function tasksModel(tasks: readonly CrossTask[], now: Date, { locale, timeZone }: FastifyRequest) {
  const t = translator(locale);
  const format = { locale, timeZone, now };
  return tasks.flatMap(({ title, left, dropped, owing, readable, opensAt, closesAt, closesIn }) => {
    const own = { href: '/cross-reviews', link: t('cross:task.open') };
    const received = { href: '/cross-reviews/received', link: t('cross:task.read') };
    const read = { kind: '', lead: t('cross:task.readable', { title, n: readable }), text: '', ...received };
    const more = readable > 0 ? [read] : [];
    if (dropped) return [{ kind: 'no', lead: t('cross:task.dropped', { title }), text: '', ...own }, ...more];
    if (!owing) return more;
    const until = t('cross:task.until', { until: formatDeadline(closesAt, { ...format, closesIn }) });
    const opens = opensAt > now ? `${t('cross:task.opens', { at: formatInstant(opensAt, format) })} ` : '';
    return [{ kind: 'wait', lead: t('cross:task.owing', { n: left }), text: `${opens}${until}`, ...own }, ...more];
  });
}
