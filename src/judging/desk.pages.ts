import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { exact } from '../domain/decimal.js';
import { Refusal, type RefusalDetail } from '../domain/refusal.js';
import { takeForm, type FormBody } from '../platform/http/forms.js';
import { done, redirect, view, type Redirect, type View } from '../platform/http/page.js';
import { problemOf } from '../platform/http/problem.js';
import { signedIn } from '../platform/http/request.js';
import { formatClock, formatDeadline, formatInstant } from '../platform/web/format.js';
import { translator } from '../platform/web/i18n.js';
import { phaseStrip } from '../platform/web/phase-strip.js';
import { readSections } from '../submissions/entry-form.js';
import { scaleOf, sumOf } from './desk-model.js';
import { EvaluationsService, type SheetInput } from './evaluations.service.js';
import { JudgingReader } from './judging.reader.js';

const reasonForm = z.object({ reason: z.string().trim().min(1).max(2000) });

/** The expert's desk: the entry on the left, the sheet on the right. */
@Controller('judging/desk')
export class DeskPages {
  constructor(
    private readonly evaluations: EvaluationsService,
    private readonly reader: JudgingReader,
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
      throw error;
    }
  }

  /** One form with three ways on: save, submit and go on, skip. Autosave posts the same body. */
  @Post(':assignment')
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
    const actor = signedIn(request);
    return takeForm({
      schema: z.looseObject({}),
      body,
      act: async () => {
        const { assignment, queue } = await this.evaluations.desk(actor, id);
        const verb = body['verb'];
        if (verb === 'save') {
          await this.evaluations.save(actor, id, input);
          return done(`/judging/desk/${id}`, 'judging:desk.saved.flash');
        }
        if (verb === 'submit') await this.evaluations.submit(actor, id, input);
        else if (Object.keys(input.scores).length > 0) await this.evaluations.save(actor, id, input);
        const after = queue.findIndex((item) => item.assignmentId === id);
        const next = [...queue.slice(after + 1), ...queue.slice(0, after)].find((item) => item.state !== 'submitted');
        const target = next ? `/judging/desk/${next.assignmentId}` : `/judging/${assignment.expertId}`;
        return verb === 'submit' ? done(target, 'judging:desk.submitted') : redirect(target);
      },
      again: ({ refusal }) => this.deskPage(id, request, input, refusal),
    });
  }

  @Get(':assignment/recuse')
  async askRecuse(@Param('assignment') id: string, @Req() request: FastifyRequest): Promise<View> {
    const { revision } = await this.evaluations.desk(signedIn(request), id);
    return view('pages/judging/recuse', { id, title: revision.title, errors: {} });
  }

  @Post(':assignment/recuse')
  async recuse(
    @Param('assignment') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const actor = signedIn(request);
    const { assignment, revision } = await this.evaluations.desk(actor, id);
    return takeForm({
      schema: reasonForm,
      body,
      act: async ({ reason }) => {
        await this.evaluations.recuse(actor, id, reason);
        return done(`/judging/${assignment.expertId}`, 'judging:recused');
      },
      again: ({ refusal }) =>
        view('pages/judging/recuse', {
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
    const { locale, timeZone } = request;
    const t = translator(locale);
    const { assignment, revision, sheet, queue } = await this.evaluations.desk(signedIn(request), id);
    const { cycleId, cycle } = assignment.expert;
    const { criteria, stages, fields, now } = await this.reader.deskFrame(cycleId, revision.formVersionId);
    const review = stages.find((stage) => stage.kind === 'review');
    const scores = typed?.scores ?? sheet?.scores ?? {};
    const remarks = typed?.remarks ?? sheet?.remarks ?? {};
    const frozen = sheet !== null && sheet.state !== 'draft';
    const current = criteria.find((criterion) => !scores[criterion.id])?.id;
    const submitted = queue.filter((item) => item.state === 'submitted').length;
    return view('pages/judging/desk', {
      id,
      title: t('judging:desk.title', { title: revision.title }),
      over: `${assignment.submission.registerNumber} · ${assignment.submission.nomination.title} · ${t('judging:desk.revision', { n: revision.number })}`,
      heading: revision.title,
      generated: assignment.submission.generated,
      newer: revision.id !== assignment.submission.revisionId ? t('judging:desk.newer', { n: revision.number }) : '',
      facts: [
        { term: t('submissions:column.region'), value: String(revision.organisation['regionName']) },
        { term: t('submissions:column.organisation'), value: String(revision.organisation['name']) },
      ],
      sections: readSections(fields, revision.answers, locale),
      progress: { done: submitted, total: queue.length },
      deadline: review
        ? t('judging:desk.due', {
            due: formatDeadline(review.closesAt, { locale, timeZone, now, closesIn: cycle.timeZone }),
          })
        : '',
      queue: {
        items: queue
          .filter((item) => item.state !== 'submitted')
          .slice(0, 8)
          .map((item) => ({
            href: `/judging/desk/${item.assignmentId}`,
            label: item.title,
            note: t(`judging:queue.state.${item.state}`),
            current: item.assignmentId === id,
          })),
        all: `/judging/${assignment.expertId}`,
      },
      version: String(sheet?.version ?? 0),
      saved: sheet
        ? t('judging:desk.saved', { time: formatClock(sheet.savedAt, timeZone) })
        : t('judging:desk.unsaved'),
      frozen:
        frozen && sheet?.submittedAt
          ? t('judging:desk.frozen', { at: formatInstant(sheet.submittedAt, { locale, timeZone, now }) })
          : '',
      criteria: criteria.map((criterion, index) => ({
        n: index + 1,
        name: `score-${criterion.id}`,
        title: criterion.title,
        guidance: criterion.guidance,
        scale: scaleOf(criterion),
        max: plainNumber(criterion.scaleMax),
        weight: plainNumber(criterion.weight),
        given: scores[criterion.id] ?? '',
        current: criterion.id === current && !frozen,
        levels: criterion.levels.map((level) => ({
          range: level.from === level.to ? level.from : `${level.from}–${level.to}`,
          text: level.text,
          given: isWithin(scores[criterion.id], level),
        })),
        remark: {
          name: `remark-${criterion.id}`,
          value: remarks[criterion.id] ?? '',
          label: t('judging:desk.remark', { title: criterion.title }),
        },
      })),
      sum: sumOf(scores, criteria),
      sumWords: t('judging:desk.sum', {
        n: criteria.filter((criterion) => scores[criterion.id]).length,
        total: criteria.length,
      }),
      sumPattern: t('judging:desk.sum', {
        n: '{n}',
        total: criteria.length,
      }),
      note: typed?.note ?? sheet?.note ?? '',
      refusal: refusal && problemOf(named(refusal, criteria), this.faces(request)),
      strip: phaseStrip({ stages, now, timeZone, locale }),
    });
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
    const { assignment, revision } = await this.evaluations.desk(signedIn(request), id);
    const { criteria, stages, now } = await this.reader.deskFrame(assignment.expert.cycleId, revision.formVersionId);
    const rows = [
      ...criteria.flatMap((criterion) => [
        { label: criterion.title, yours: yours.scores[criterion.id], theirs: theirs.scores[criterion.id] },
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
      'pages/judging/stale',
      {
        id,
        version: String(version),
        by: t('judging:stale.by', { version, time: formatClock(changedAt, request.timeZone) }),
        fields,
        hidden: [
          ...Object.entries(yours.scores).map(([key, value]) => ({ name: `score-${key}`, value })),
          ...Object.entries(yours.remarks).map(([key, value]) => ({ name: `remark-${key}`, value })),
          { name: 'note', value: yours.note },
        ],
        strip: phaseStrip({ stages, now, timeZone: request.timeZone, locale: request.locale }),
      },
      409,
    );
  }

  private faces(request: FastifyRequest) {
    return { locale: request.locale, timeZone: request.timeZone, requestId: request.id };
  }
}

function sheetInput(body: FormBody): SheetInput {
  const part = (prefix: string) =>
    Object.fromEntries(
      Object.entries(body).flatMap(([name, value]) =>
        name.startsWith(prefix) && typeof value === 'string' && value !== ''
          ? [[name.slice(prefix.length), value]]
          : [],
      ),
    );
  return {
    version: Number(body['version'] ?? 0),
    scores: part('score-'),
    remarks: part('remark-'),
    note: typeof body['note'] === 'string' ? body['note'] : '',
  };
}

const plainNumber = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);

function isWithin(score: string | undefined, level: { from: string; to: string }): boolean {
  return score !== undefined && exact(score).gte(exact(level.from)) && exact(score).lte(exact(level.to));
}

/** The refusal names criteria by their ids; a reader knows them by their titles. */
function named(refusal: Refusal, criteria: readonly { id: string; title: string }[]): Refusal {
  if (refusal.detail.code !== 'sheet-incomplete') return refusal;
  const titles = new Map(criteria.map(({ id, title }) => [id, `«${title}»`]));
  return new Refusal({ ...refusal.detail, criteria: refusal.detail.criteria.map((id) => titles.get(id) ?? id) });
}
