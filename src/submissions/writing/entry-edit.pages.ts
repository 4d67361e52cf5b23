import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answers, FilesField } from '../../domain/cycles/form.js';
import { progressOf } from '../../domain/submissions/completeness.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import { endingOf } from '../../platform/files/files.js';
import type { FormBody } from '../../platform/http/pages/forms.js';
import { redirect, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { formatClock, formatSize } from '../../platform/web/format.js';
import { translator, type Locale } from '../../platform/web/i18n.js';
import { filesOf } from '../../platform/http/pages/upload.js';
import { AttachmentsService } from '../files/attachments.service.js';
import { fileLimits, type FileLimits } from '../files/file-limits.js';
import { answersOfStep, fieldModel, problemsIn, stepsOf, type FormStep } from './entry-form-model.js';
import { anchorOf, headOf, labelOf, refusalModel, stepList } from './entry-model.js';
import { SubmissionsReader, type EntryPage } from './submissions.reader.js';
import { SubmissionsService } from './submissions.service.js';

/** The form of an entry in steps, with its files; what was saved meanwhile elsewhere stands beside what was typed. */
@Controller('submissions/:id')
export class EntryEditPages {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly attachments: AttachmentsService,
    private readonly reader: SubmissionsReader,
  ) {}

  @Get('edit')
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
  @Post('edit')
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
      if (error instanceof Refusal && error.detail.code === 'invalid-input' && !request.headers['x-autosave']) {
        const typed = { ...page, answers: { ...page.answers, ...answers } };
        return this.editPage(typed, request, { step: current.number, refused: error.detail.problems });
      }
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

  @Post('files/:field')
  async upload(
    @Param('id') id: string,
    @Param('field') field: string,
    @Query('step') step: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const actor = signedIn(request);
    const page = await this.reader.page(actor, id);
    const asked = page.form.fields.find(({ id: known, type }) => known === field && type === 'files');
    if (!asked) throw new Refusal({ code: 'not-found' });
    const { maxBytes, maxFiles } = fileLimits(asked as FilesField);
    const refused: FileRefusal[] = [];
    const attach = async (name: string, act: () => Promise<unknown>): Promise<void> => {
      try {
        await act();
      } catch (error) {
        if (!isOfFile(error)) throw error;
        refused.push({ name, refusal: error });
      }
    };
    await attach('', async () => {
      for await (const { name, bytes } of filesOf(request, { fileBytes: maxBytes, files: maxFiles }))
        await attach(name, () => this.attachments.attach(actor, id, field, { name, bytes }));
    });
    if (refused.length === 0) return redirect(`/submissions/${id}/edit?step=${Number(step) || 1}`);
    const now = await this.reader.page(actor, id);
    return this.editPage(now, request, { step: Number(step) || 1, fileRefusals: { field, refused } });
  }

  @Post('files/:attachment/remove')
  async removeFile(
    @Param('id') id: string,
    @Param('attachment') attachment: string,
    @Query('step') step: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.attachments.detach(signedIn(request), id, attachment);
    return redirect(`/submissions/${id}/edit?step=${Number(step) || 1}`);
  }

  private editPage(
    page: EntryPage,
    request: FastifyRequest,
    want: {
      step: number;
      addTo?: string | undefined;
      showErrors?: boolean;
      /** Why what was typed is not kept; it stands in the form as typed. */
      refused?: FieldProblem[];
      fileRefusals?: { field: string; refused: FileRefusal[] };
    },
  ): View {
    const { locale } = request;
    const t = translator(locale);
    const { entry, answers, form, attachments } = page;
    const steps = stepsOf(form.fields, locale);
    const current = steps[want.step - 1] ?? steps[0]!;
    // A fresh step shows only what is wrong, not everything that is still empty; after the check the gaps show too.
    const problems = want.refused ?? problemsIn(current.fields, answers, want.showErrors ?? false);
    const progress = progressOf(form.fields, answers);
    const percent = progress.required ? Math.floor((100 * progress.answered) / progress.required) : 100;
    const { fileRefusals } = want;
    return view(
      'pages/submissions/writing/edit',
      {
        ...headOf(page, request, t),
        step: {
          number: current.number,
          title: current.title,
          hasFiles: current.hasFiles,
          last: current.number === steps.length,
        },
        steps: stepList(page, steps, current.number, answers, t),
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
                types: filesHint(fileLimits(field), locale),
                error: fileRefusals?.field === field.id ? fileFaults(fileRefusals.refused, request) : undefined,
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
      fileRefusals || want.refused ? 422 : 200,
    );
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
      'pages/submissions/writing/stale',
      {
        ...headOf(page, request, t),
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

function plain(answer: unknown): string {
  if (answer === null || answer === undefined) return '';
  if (Array.isArray(answer))
    return answer
      .map((item) => (typeof item === 'object' ? Object.values(item as object).join(' · ') : String(item)))
      .join('\n');
  return String(answer);
}

interface FileRefusal {
  name: string;
  refusal: Refusal;
}

const ofFile = new Set(['file-type-not-allowed', 'file-empty', 'file-not-bared', 'too-large', 'invalid-input']);

/** Whether it is the file that is refused, and not the whole upload. */
const isOfFile = (error: unknown): error is Refusal => error instanceof Refusal && ofFile.has(error.code);

/** What a field takes, as its page says it. */
function filesHint({ allowed, maxFiles, maxBytes }: FileLimits, locale: Locale): string {
  const facts = { types: allowed.map(endingOf).join(', '), max: maxFiles, size: formatSize(maxBytes, locale) };
  return translator(locale)('submissions:files.hint', facts);
}

/** What was wrong with each file that is not kept, and what helps. */
function fileFaults(refused: readonly FileRefusal[], request: FastifyRequest): string {
  const t = translator(request.locale);
  return refused
    .map(({ name, refusal }) => {
      if (refusal.detail.code === 'too-large') {
        const size = formatSize(refusal.detail.limitBytes, request.locale);
        return t('submissions:files.tooLarge', { name, size });
      }
      if (refusal.detail.code === 'invalid-input')
        return [name && `${name}: `, ...refusal.detail.problems.map((problem) => fieldWords(problem, t))].join('');
      const { detail, remedy } = refusalModel(refusal, request)!;
      return `${detail} ${remedy}`;
    })
    .join(' ');
}
