import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { Refusal, type FieldProblem } from '../../domain/kernel/refusal.js';
import { fieldWords } from '../../platform/http/problems/problem.js';
import type { Person } from '../../domain/kernel/actor.js';
import type { ScreeningVerb, SubmissionState } from '../../domain/submissions/submission.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { encodeCursor } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { readSections, wordsIn } from '../writing/entry-form-model.js';
import { Clock } from '../../platform/clock.js';
import type { Submission } from '../entries/submission.entity.js';
import {
  findReceived,
  frameOf,
  pageSize,
  receivedRow,
  registerQuery,
  stripOf,
  type RegisterQuery,
} from './screening-model.js';
import { ScreeningReader } from './screening.reader.js';
import { ScreeningService } from './screening.service.js';
import { stateWord } from '../entries/submission-words.js';
import { fileRows, refusalModel } from '../writing/entry-model.js';
import { SubmissionsReader } from '../writing/submissions.reader.js';

/** Boxes of one name: none, one or several. */
const oneOrMore = z
  .union([z.string().max(80), z.array(z.string().max(80)).max(500)])
  .default([])
  .transform((sent) => (typeof sent === 'string' ? [sent] : sent));
const verbForm = z.object({
  verb: z.enum(['admit', 'return', 'extend', 'reject']),
  reason: z.string().max(4000).default(''),
  open: oneOrMore,
});
/** The queue that an entry is opened from: it goes on in it. */
const queueQuery = z.object({
  nomination: z.uuid().optional().catch(undefined),
  region: z.string().max(10).optional(),
});
type QueueQuery = z.infer<typeof queueQuery>;
/** The queue of screening, and the entries of it one after another. */
@Controller('cycles/:cycle')
export class ScreeningPages {
  constructor(
    private readonly reader: SubmissionsReader,
    private readonly screening: ScreeningService,
    private readonly queued: ScreeningReader,
    private readonly clock: Clock,
  ) {}

  @Get('screening')
  async queue(
    @Param('cycle') cycleId: string,
    @Query({ schema: registerQuery }) query: RegisterQuery,
    @Query({ schema: queueQuery }) asked: QueueQuery,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const filter = {
      states: undefined,
      waitingAt: this.clock.now(),
      ...(asked.region && { regionCode: asked.region }),
    };
    const [found, { waiting, lapsed }] = await Promise.all([
      findReceived(this.reader, request, cycleId, { query, limit: pageSize + 1, more: filter }),
      this.queued.count(signedIn(request), cycleId),
    ]);
    const shown = found.entries.slice(0, pageSize);
    const last = shown.at(-1);
    const link = (path: string, more: Record<string, string> = {}) => withQuery(path, { ...asked, ...more });
    return view('pages/submissions/screening/screening', {
      ...frameOf(request, cycleId, 'screening', found),
      lead: t(
        asked.nomination || asked.region || query.q ? 'submissions:screening.leadAll' : 'submissions:screening.lead',
        {
          n: waiting,
        },
      ),
      lapsed: lapsed > 0 ? t('submissions:screening.lapsed', { n: lapsed }) : '',
      rows: shown.map((entry) => ({
        ...receivedRow(entry, found, t),
        screenHref: link(`/cycles/${cycleId}/screening/${entry.id}`),
      })),
      nominations: found.nominations.map(({ id, title }) => ({ value: id, label: title })),
      regions: [...found.regions.values()].map(({ code, nameRu }) => ({ value: code, label: nameRu })),
      filter: { nomination: asked.nomination ?? '', region: asked.region ?? '', q: query.q ?? '' },
      action: `/cycles/${cycleId}/screening`,
      older:
        found.entries.length > pageSize && last
          ? link(`/cycles/${cycleId}/screening`, {
              cursor: encodeCursor([last.submittedAt!.toISOString(), last.id]),
              ...(query.q && { q: query.q }),
            })
          : undefined,
    });
  }

  @Get('screening/:id')
  async screen(
    @Param('cycle') cycleId: string,
    @Param('id') id: string,
    @Query({ schema: queueQuery }) asked: QueueQuery,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.screenPage(cycleId, id, request, { asked, reason: '', open: [], problems: [], refusal: null });
  }

  /** Decides, and goes on to the entry that comes next in the same queue. */
  @Post('screening/:id')
  decide(
    @Param('cycle') cycleId: string,
    @Param('id') id: string,
    @Query({ schema: queueQuery }) asked: QueueQuery,
    @Req() request: FastifyRequest,
  ) {
    return takeForm(request, verbForm, {
      act: async ({ verb, ...said }, actor) => {
        const decided = await this.decideIn(verb, actor, { id, ...said });
        return this.queued.next(actor, queueOf(cycleId, asked), decided);
      },
      after: (next, { verb }) =>
        done(
          withQuery(next ? `/cycles/${cycleId}/screening/${next.id}` : `/cycles/${cycleId}/screening`, asked),
          `submissions:decided.${verb}`,
        ),
      again: ({ values, problems, refusal }) =>
        this.screenPage(cycleId, id, request, {
          asked,
          reason: typeof values['reason'] === 'string' ? values['reason'] : '',
          open: oneOrMore.catch([]).parse(values['open']),
          problems,
          refusal,
        }),
    });
  }

  private decideIn(
    verb: ScreeningVerb,
    actor: Person,
    { id, reason, open }: { id: string; reason: string; open: string[] },
  ): Promise<Submission> {
    switch (verb) {
      case 'admit':
        return this.screening.admit(actor, id);
      case 'return':
        return this.screening.returnForRevision(actor, id, { reason, open });
      case 'extend':
        return this.screening.extendReturn(actor, id, reason);
      case 'reject':
        return this.screening.reject(actor, id, reason);
    }
  }

  private async screenPage(
    cycleId: string,
    id: string,
    request: FastifyRequest,
    again: {
      asked: QueueQuery;
      reason: string;
      open: string[];
      problems: readonly FieldProblem[];
      refusal: Refusal | null;
    },
  ): Promise<View> {
    const t = translator(request.locale);
    const page = await this.reader.screened(signedIn(request), cycleId, id);
    const { entry } = page;
    const help = await this.queued.help(signedIn(request), entry, queueOf(cycleId, again.asked), request.locale);
    const home = `/cycles/${cycleId}/screening`;
    const at = (one: { id: string } | null) => (one ? withQuery(`${home}/${one.id}`, again.asked) : '');
    const { verbs, why } = help.choice;
    return view('pages/submissions/screening/screen', {
      side: cycleSide(t, cycleId, 'screening', { screening: page.counts.submitted ?? 0 }),
      strip: stripOf(page, request),
      backHref: withQuery(home, again.asked),
      action: withQuery(`${home}/${id}`, again.asked),
      nextHref: at(help.next),
      previousHref: at(help.previous),
      left: t('submissions:screening.back'),
      may: Object.fromEntries(
        (['admit', 'return', 'extend', 'reject'] as const).map((verb) => [verb, verbs.includes(verb)]),
      ),
      first: verbs[0] ?? '',
      why: verbs.length === 0 ? t(`submissions:decide.why.${why!}`) : '',
      stagesHref: why === 'closed' ? `/cycles/${cycleId}/stages` : '',
      alike: help.alike.map((one) => ({
        ...one,
        href: `${home}/${one.id}`,
        state: stateWord(one.state as SubmissionState, t).word,
      })),
      changed: help.changed,
      entry: {
        id,
        title: entry.title || t('submissions:untitled'),
        number: entry.registerNumber ?? '',
        nomination: entry.nomination.title,
        generated: entry.generated,
      },
      status: stateWord(entry.state, t),
      sections: readSections(page.form.fields, page.answers, request.locale),
      files: fileRows(page, t),
      values: { reason: again.reason },
      opened: again.open.length > 0,
      fields: page.form.fields.map((field) => ({
        id: field.id,
        label: wordsIn(field.label, request.locale),
        checked: again.open.includes(field.id),
      })),
      errors: Object.fromEntries(again.problems.map((problem) => [problem.pointer.slice(1), fieldWords(problem, t)])),
      refusal: refusalModel(again.refusal, request),
      term: t('submissions:decide.term', { days: page.revisionWorkingDays }),
      facts: [
        { term: t('submissions:column.region'), value: page.region.nameRu },
        { term: t('submissions:column.organisation'), value: entry.organisation.name },
        { term: t('submissions:receipt.revision'), value: String(entry.revisions) },
        ...(entry.reason ? [{ term: t('submissions:column.reason'), value: entry.reason }] : []),
      ],
    });
  }
}

const queueOf = (cycleId: string, { nomination, region }: QueueQuery) => ({
  cycleId,
  ...(nomination && { nominationId: nomination }),
  ...(region && { regionCode: region }),
});

function withQuery(path: string, asked: Record<string, string | undefined>): string {
  const said = Object.entries(asked).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return said.length > 0 ? `${path}?${new URLSearchParams(said)}` : path;
}
