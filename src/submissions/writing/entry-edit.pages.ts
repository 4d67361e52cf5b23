import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answers, FormField } from '../../domain/cycles/form.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { RefusalDetail } from '../../domain/kernel/refusal-detail.js';
import { isFieldOpen } from '../../domain/submissions/open-fields.js';
import type { FormBody } from '../../platform/http/pages/forms.js';
import { HarmlessTwice } from '../../platform/http/pages/pressed-once.interceptor.js';
import { redirect, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { formWithFiles } from '../../platform/http/pages/upload.js';
import { signedIn } from '../../platform/http/request.js';
import type { Submission } from '../entries/submission.entity.js';
import { AttachmentsService } from '../files/attachments.service.js';
import { fileLimits } from '../files/file-limits.js';
import { clashesOf, editModel, type EditWish, type FileRefusal } from './entry-edit-model.js';
import { stepsOf } from './entry-form-model.js';
import { SavingService } from './saving.service.js';
import { SubmissionsReader, type EntryPage } from './submissions.reader.js';
import { textOf, typedStep } from './typed-step.js';

/** The form of an entry in steps, with its files; what was saved meanwhile elsewhere stands beside what was typed. */
@Controller('submissions/:id')
export class EntryEditPages {
  constructor(
    private readonly saving: SavingService,
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
    return this.editPage(page, request, {
      step: Number(step) || firstOpenStep(page, request),
      addTo,
      showErrors: show === 'errors',
    });
  }

  /** Keeps a step with its files; the buttons say where to go on. Autosave sends fields of it and gets the new version back. */
  @Post('edit')
  @HarmlessTwice()
  save(
    @Param('id') id: string,
    @Query('step') step: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.keep(request, reply, { id, step: Number(step) || 1, field: null });
  }

  /** The same from the button beside a field of files: one stays at it. */
  @Post('files/:field')
  upload(
    @Param('id') id: string,
    @Param('field') field: string,
    @Query('step') step: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.keep(request, reply, { id, step: Number(step) || 1, field });
  }

  private async keep(
    request: FastifyRequest,
    reply: FastifyReply,
    { id, step, field }: { id: string; step: number; field: string | null },
  ): Promise<unknown> {
    const actor = signedIn(request);
    const page = await this.reader.page(actor, id);
    const steps = stepsOf(page.form.fields, request.locale);
    const current =
      (field ? steps.find(({ fields }) => fields.some(isFilesField(field))) : steps[step - 1]) ?? steps[0]!;
    if (field && !current.fields.some(isFilesField(field))) throw new Refusal({ code: 'not-found' });
    const { body, refused } = await this.takeFiles(request, actor, { id, fields: current.fields, field });
    await this.arrange(actor, id, body);
    const typed = typedStep(
      current.fields.filter((one) => isFieldOpen(page.entry, one.id) || isSent(body, one.id)),
      body,
    );
    const again = async (want: Partial<EditWish>, answers: Answers = typed.answers) => {
      const now = refused.length > 0 ? await this.reader.page(actor, id) : page;
      const shown = { ...now, answers: { ...now.answers, ...answers } };
      return this.editPage(shown, request, { step: current.number, fileRefusals: refused, ...want });
    };
    try {
      const { entry, merged } = await this.saving.save(actor, id, typed);
      if (request.headers['x-autosave']) return savedAnswer(entry, merged);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { detail } = error;
      if (detail.code === 'stale-edit') {
        void reply.status(409);
        return again({ clashes: clashesOf(detail, typed), version: detail.version });
      }
      if (hasProblems(detail) && !request.headers['x-autosave']) return again({ refused: detail.problems });
      throw error;
    }
    if (textOf(body, 'putBack')) {
      await this.saving.putBack(actor, id);
      return redirect(`/submissions/${id}/edit?step=${current.number}`);
    }
    const detach = textOf(body, 'detach');
    if (detach) await this.attachments.detach(actor, id, detach);
    if (refused.length > 0) return again({}, {});
    return redirect(nextPlace(id, { body, current: current.number, last: steps.length, stays: field !== null }));
  }

  /** Captions as they are left, for whoever goes away without keeping the step. */
  @Post('captions')
  @HarmlessTwice()
  async captions(@Param('id') id: string, @Req() request: FastifyRequest): Promise<{ kept: true }> {
    await this.arrange(signedIn(request), id, (request.body ?? {}) as FormBody);
    return { kept: true };
  }

  /** Captions of files and their order, as the page sends them. */
  private async arrange(actor: Actor, id: string, body: FormBody): Promise<void> {
    const captions = Object.fromEntries(
      Object.keys(body).flatMap((name) =>
        name.startsWith('caption.') ? [[name.slice('caption.'.length), textOf(body, name)] as const] : [],
      ),
    );
    const [up, down] = [textOf(body, 'fileUp'), textOf(body, 'fileDown')];
    const move = up ? { id: up, by: -1 as const } : down ? { id: down, by: 1 as const } : null;
    if (move || Object.keys(captions).length > 0) await this.attachments.arrange(actor, id, { captions, move });
  }

  /** Attaches the files of a form; what is wrong with one is said beside its field, and the others are kept. */
  private async takeFiles(
    request: FastifyRequest,
    actor: Actor,
    { id, fields, field }: { id: string; fields: readonly FormField[]; field: string | null },
  ): Promise<{ body: FormBody; refused: FileRefusal[] }> {
    const limits = new Map(fields.flatMap((one) => (one.type === 'files' ? [[one.id, fileLimits(one)] as const] : [])));
    const refused: FileRefusal[] = [];
    const most = [...limits.values()];
    const bounds = {
      fileBytes: Math.max(1, ...most.map(({ maxBytes }) => maxBytes)),
      files: most.reduce((sum, { maxFiles }) => sum + maxFiles, 0),
    };
    let body: FormBody = {};
    const attach = async (of: string, name: string, act: () => Promise<unknown>): Promise<void> => {
      try {
        await act();
      } catch (error) {
        if (!isOfFile(error)) throw error;
        refused.push({ field: of, name, refusal: error });
      }
    };
    await attach(field ?? [...limits.keys()][0] ?? '', '', async () => {
      body = await formWithFiles(request, bounds, ({ control, name, bytes }) => {
        const of = limits.has(control.slice('files.'.length)) ? control.slice('files.'.length) : (field ?? '');
        return attach(of, name, () => this.attachments.attach(actor, id, of, { name, bytes }));
      });
    });
    return { body, refused };
  }

  private editPage(page: EntryPage, request: FastifyRequest, want: EditWish): View {
    const isRefused = (want.fileRefusals ?? []).length > 0 || want.refused !== undefined;
    const model = editModel(page, request, want);
    return view('pages/submissions/writing/edit', model, want.clashes ? 409 : isRefused ? 422 : 200);
  }
}

/** What autosave is told: how far it is kept, what others' edits made of it, and whether the entry was returned meanwhile. */
const savedAnswer = (entry: Submission, merged: Answers) => ({
  version: entry.version,
  savedAt: entry.savedAt.toISOString(),
  merged,
  state: entry.state,
});

function nextPlace(
  id: string,
  { body, current, last, stays }: { body: FormBody; current: number; last: number; stays: boolean },
): string {
  const step = (number: number) => `/submissions/${id}/edit?step=${number}`;
  const add = textOf(body, 'add');
  if (add) return `${step(current)}&add=${encodeURIComponent(add)}#${encodeURIComponent(add)}`;
  if (stays || ['up', 'down', 'remove', 'detach', 'fileUp', 'fileDown'].some((verb) => textOf(body, verb)))
    return step(current);
  const go = textOf(body, 'go');
  if (go === 'list') return '/submissions';
  if (go !== 'check' && Number(go) > 0) return step(Number(go));
  return go === 'check' || current >= last ? `/submissions/${id}/check` : step(current + 1);
}

const hasProblems = (
  detail: RefusalDetail,
): detail is Extract<RefusalDetail, { code: 'invalid-input' | 'fields-closed' }> =>
  detail.code === 'invalid-input' || detail.code === 'fields-closed';

/** The form of a returned entry opens where something may be changed. */
function firstOpenStep({ entry, form }: EntryPage, { locale }: FastifyRequest): number {
  const open = stepsOf(form.fields, locale).find(({ fields }) => fields.some(({ id }) => isFieldOpen(entry, id)));
  return open?.number ?? 1;
}

/** A page that was opened before the return sends closed fields too: what was typed there is refused, and not dropped. */
const isSent = (body: FormBody, id: string): boolean =>
  Object.keys(body).some((name) => name === id || name.startsWith(`${id}.`));

const isFilesField = (id: string) => (field: FormField) => field.type === 'files' && field.id === id;

const ofFile = new Set([
  'fields-closed',
  'file-type-not-allowed',
  'file-empty',
  'file-not-bared',
  'too-large',
  'invalid-input',
]);

/** Whether it is the file that is refused, and not the whole form. */
const isOfFile = (error: unknown): error is Refusal => error instanceof Refusal && ofFile.has(error.code);
