import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { showFile } from '../../submissions/files/file-view.js';
import { z } from 'zod';
import { Refusal, type RefusalDetail } from '../../domain/kernel/refusal.js';
import { anyForm, takeForm, type FormBody } from '../../platform/http/pages/forms.js';
import {
  done,
  download,
  redirect,
  view,
  type Download,
  type Redirect,
  type View,
} from '../../platform/http/pages/page.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import { HarmlessTwice } from '../../platform/http/pages/pressed-once.interceptor.js';
import { signedIn } from '../../platform/http/request.js';
import { formatClock } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import { changesModel } from '../../submissions/writing/changes-model.js';
import { deskModel } from './desk-model.js';
import { DeskReader } from './desk.reader.js';
import { EvaluationsService } from '../writing/evaluations.service.js';
import { sheetInput, type SheetInput } from '../sheets/sheet-form.js';
import { SheetHistoryService } from '../history/sheet-history.service.js';

const reasonForm = z.object({ reason: z.string().trim().min(1).max(2000) });

/** The expert's desk: the entry on the left, the sheet on the right. */
@Controller('judging/desk')
export class DeskPages {
  constructor(
    private readonly desks: DeskReader,
    private readonly evaluations: EvaluationsService,
    private readonly history: SheetHistoryService,
  ) {}

  @Get(':assignment')
  async desk(@Param('assignment') id: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    try {
      return await this.deskPage(id, request, null, null);
    } catch (error) {
      if (error instanceof Refusal && error.detail.code === 'conflicts-undeclared')
        return redirect(`/judging/${error.detail.expertId}/conflicts`);
      if (error instanceof Refusal && error.detail.code === 'consents-needed')
        return redirect(`/judging/${error.detail.expertId}/consents`);
      if (error instanceof Refusal && error.detail.code === 'training-due')
        return redirect(`/judging/${error.detail.expertId}/training`);
      throw error;
    }
  }

  /** One form with three ways on: save, submit and go on, skip. Autosave posts the same body. */
  @Post(':assignment')
  @HarmlessTwice()
  async score(
    @Param('assignment') id: string,
    @Body() body: FormBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const actor = signedIn(request);
    const input = sheetInput(body);
    try {
      if (!request.headers['x-autosave']) return await this.scoreByForm(id, input, body, request);
      const sheet = await this.evaluations.save(actor, id, input);
      return { version: sheet.version, savedAt: sheet.savedAt.toISOString() };
    } catch (error) {
      if (error instanceof Refusal && error.detail.code === 'stale-edit')
        return this.stalePage(id, input, error.detail, request, reply);
      throw error;
    }
  }

  private scoreByForm(
    id: string,
    input: SheetInput,
    body: FormBody,
    request: FastifyRequest,
  ): Promise<View | Redirect> {
    const verb = body['verb'];
    return takeForm(request, anyForm, {
      act: async (_form, actor) => {
        if (verb === 'submit') await this.evaluations.submit(actor, id, input);
        else if (verb === 'save' || isSomething(input)) await this.evaluations.save(actor, id, input);
        return verb === 'save' ? null : this.desks.nextAfter(actor, id);
      },
      after: (found) => {
        if (!found) return done(`/judging/desk/${id}`, 'judging:desk.saved.flash');
        const target = found.next ? `/judging/desk/${found.next}` : `/judging/${found.expertId}`;
        return verb === 'submit' ? done(target, 'judging:desk.submitted') : redirect(target);
      },
      again: ({ refusal }) => this.deskPage(id, request, input, refusal),
    });
  }

  @Get(':assignment/reopen')
  async askReopen(@Param('assignment') id: string, @Req() request: FastifyRequest): Promise<View> {
    await this.history.mustAskReopening(signedIn(request), id);
    const { revision } = await this.desks.desk(signedIn(request), id);
    return view('pages/judging/desk/reopen', { id, title: revision.title, error: '', reason: '' });
  }

  @Post(':assignment/reopen')
  async reopen(@Param('assignment') id: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    const actor = signedIn(request);
    const { revision } = await this.desks.desk(actor, id);
    return takeForm(request, reasonForm, {
      act: ({ reason }) => this.history.askReopening(actor, id, reason),
      after: () => done(`/judging/desk/${id}`, 'judging:history.askedFlash'),
      again: ({ refusal, values }) =>
        view('pages/judging/desk/reopen', {
          id,
          title: revision.title,
          reason: values['reason'] ?? '',
          error: refusal
            ? problemOf(refusal, this.faces(request)).detail
            : translator(request.locale)('refusals:field.required'),
        }),
    });
  }

  @Get(':assignment/recuse')
  async askRecuse(@Param('assignment') id: string, @Req() request: FastifyRequest): Promise<View> {
    const { revision } = await this.desks.desk(signedIn(request), id);
    return view('pages/judging/desk/recuse', { id, title: revision.title, errors: {} });
  }

  @Post(':assignment/recuse')
  async recuse(@Param('assignment') id: string, @Req() request: FastifyRequest): Promise<View | Redirect> {
    const actor = signedIn(request);
    const { assignment, revision } = await this.desks.desk(actor, id);
    return takeForm(request, reasonForm, {
      act: ({ reason }) => this.evaluations.recuse(actor, id, reason),
      after: () => done(`/judging/${assignment.expertId}`, 'judging:recused'),
      again: ({ refusal }) =>
        view('pages/judging/desk/recuse', {
          id,
          title: revision.title,
          errors: {
            reason: refusal
              ? problemOf(refusal, this.faces(request)).detail
              : translator(request.locale)('refusals:field.required'),
          },
        }),
    });
  }

  private async deskPage(
    id: string,
    request: FastifyRequest,
    typed: SheetInput | null,
    refusal: Refusal | null,
  ): Promise<View> {
    const desk = await this.desks.desk(signedIn(request), id);
    const { expert, submission } = desk.assignment;
    const frame = await this.desks.frame(expert.cycleId, desk.revision.formVersionId, submission.nomination);
    return view('pages/judging/desk/desk', deskModel(desk, frame, { request, typed, refusal }));
  }

  /** What changed between the revision that is judged and the latest one. */
  @Get(':assignment/changes')
  async changes(@Param('assignment') id: string, @Req() request: FastifyRequest): Promise<View> {
    const changes = await this.desks.changes(signedIn(request), id);
    return view('pages/judging/desk/changes', { id, ...changesModel(changes, request.locale) });
  }

  @Post(':assignment/changes')
  async takeNewer(@Param('assignment') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.evaluations.takeNewer(signedIn(request), id);
    return done(`/judging/desk/${id}`, 'judging:desk.taken');
  }

  @Get(':assignment/files/:file')
  async file(
    @Param('assignment') id: string,
    @Param('file') fileId: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const { bytes, name, type } = await this.desks.file(signedIn(request), id, fileId);
    return download(bytes, name, type);
  }

  /** A PDF or a picture in the browser's own viewer. */
  @Get(':assignment/files/:file/shown')
  async shownFile(
    @Param('assignment') id: string,
    @Param('file') fileId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NodeJS.ReadableStream> {
    const { bytes, type } = await this.desks.shownFile(signedIn(request), id, fileId);
    showFile(reply, type);
    return bytes;
  }

  /** 409 with both versions side by side: autosave takes the panel out of it, without scripts it is the page. */
  private async stalePage(
    id: string,
    yours: SheetInput,
    { theirs: saved, version, changedAt }: RefusalDetail & { code: 'stale-edit' },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<View> {
    const t = translator(request.locale);
    const theirs = saved as Omit<SheetInput, 'version'>;
    const { assignment, revision } = await this.desks.desk(signedIn(request), id);
    const { criteria, stages, now } = await this.desks.frame(
      assignment.expert.cycleId,
      revision.formVersionId,
      assignment.submission.nomination,
    );
    const rows = [
      ...criteria.flatMap((criterion) => [
        { label: criterion.title, yours: pointsOf(yours, criterion.id, t), theirs: pointsOf(theirs, criterion.id, t) },
        {
          label: t('judging:desk.remark', { title: criterion.title }),
          yours: yours.remarks[criterion.id],
          theirs: theirs.remarks[criterion.id],
        },
      ]),
      { label: t('judging:desk.note'), yours: yours.note, theirs: theirs.note },
    ];
    const fields = rows
      .map((row) => ({ label: row.label, yours: row.yours ?? '', theirs: row.theirs ?? '' }))
      .filter((row) => row.yours !== row.theirs);
    void reply.status(409);
    return view(
      'pages/judging/desk/stale',
      {
        id,
        version: String(version),
        by: t('judging:stale.by', { version, time: formatClock(changedAt, request.timeZone) }),
        fields,
        hidden: [
          ...Object.entries(yours.scores).map(([key, value]) => ({ name: `score-${key}`, value })),
          ...(yours.cannotJudge ?? []).map((key) => ({ name: `cannot-${key}`, value: '1' })),
          ...Object.entries(yours.remarks).map(([key, value]) => ({ name: `remark-${key}`, value })),
          { name: 'note', value: yours.note },
        ],
        strip: phaseStrip({
          stages,
          now,
          timeZone: request.timeZone,
          locale: request.locale,
          cycleZone: assignment.expert.cycle.timeZone,
        }),
      },
      409,
    );
  }

  private faces(request: FastifyRequest) {
    return { locale: request.locale, timeZone: request.timeZone, requestId: request.id };
  }
}

const isSomething = ({ scores, cannotJudge = [], remarks, note }: SheetInput): boolean =>
  [Object.keys(scores), cannotJudge, Object.keys(remarks), note].some((part) => part.length > 0);

const pointsOf = ({ scores, cannotJudge = [] }: Omit<SheetInput, 'version'>, id: string, t: Translator) =>
  cannotJudge.includes(id) ? t('judging:desk.cannot') : scores[id];
