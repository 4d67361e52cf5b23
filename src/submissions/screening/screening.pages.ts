import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CheckMark } from '../../domain/submissions/checklist.js';
import { opinionVerbs } from '../../domain/submissions/panel.js';
import type { SeenEntry } from '../../domain/submissions/seen-entry.js';
import type { SubmissionState } from '../../domain/submissions/submission.js';
import { Clock } from '../../platform/clock.js';
import { takeForm, type FormAgain } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { HarmlessTwice } from '../../platform/http/pages/pressed-once.interceptor.js';
import { decodeCursor, encodeCursor, inKey } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { CheckingService } from '../checking/checking.service.js';
import { SubmissionsReader } from '../writing/submissions.reader.js';
import { nothingTyped, screenModel, type ScreenTyped } from './screen-model.js';
import { choicesOf, queueModel } from './queue-model.js';
import { frameOf, pageSize, registerQuery, type RegisterQuery } from './screening-model.js';
import { ScreeningReader } from './screening.reader.js';
import { ScreeningService } from './screening.service.js';

/** Boxes of one name: none, one or several. */
const oneOrMore = z
  .union([z.string().max(80), z.array(z.string().max(80)).max(500)])
  .default([])
  .transform((sent) => (typeof sent === 'string' ? [sent] : sent));
/** The state and the revision that the page showed; a form without them decides about what stands. */
const seenField = z
  .string()
  .regex(/^(draft|submitted|returned|admitted|rejected|withdrawn) \d{1,6}$/)
  .transform((sent): SeenEntry => ({
    state: sent.split(' ')[0] as SubmissionState,
    revision: Number(sent.split(' ')[1]),
  }))
  .nullable()
  .catch(null)
  .default(null);
const verbForm = z
  .object({
    verb: z.enum(['admit', 'return', 'extend', 'reject']).optional(),
    say: z.enum(opinionVerbs).optional(),
    reason: z.string().max(4000).default(''),
    open: oneOrMore,
    seen: seenField,
  })
  .refine(({ verb, say }) => (verb === undefined) !== (say === undefined), {
    path: ['verb'],
    params: { rule: 'required' },
  });
/** `check` is the id of an item and its mark. */
const markForm = z.object({
  check: z
    .string()
    .regex(/^[\w-]{1,60} (fits|fails|unseen)$/)
    .transform((sent) => ({ item: sent.split(' ')[0]!, mark: sent.split(' ')[1] as CheckMark }))
    .optional(),
  fill: z.string().optional(),
  reason: z.string().max(10_000).default(''),
  open: oneOrMore,
  seen: seenField,
});
/** The queue that an entry is opened from: it goes on in it. */
const queueQuery = registerQuery.pick({ nomination: true, region: true, q: true });
type QueueQuery = z.infer<typeof queueQuery>;
/** The queue of screening, and the entries of it one after another. */
@Controller('cycles/:cycle')
export class ScreeningPages {
  constructor(
    private readonly reader: SubmissionsReader,
    private readonly screening: ScreeningService,
    private readonly checking: CheckingService,
    private readonly queued: ScreeningReader,
    private readonly clock: Clock,
  ) {}

  @Get('screening')
  async queue(
    @Param('cycle') cycleId: string,
    @Query({ schema: registerQuery }) query: RegisterQuery,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { nomination, region, q } = query;
    const narrowing = { nomination, region, q };
    const after = decodeCursor(query.cursor, [inKey.instant, inKey.id]);
    const [frame, found, { waiting, lapsed }] = await Promise.all([
      this.reader.receivedFrame(actor, cycleId),
      this.queued.waiting(actor, queueOf(cycleId, narrowing), { after, limit: pageSize + 1 }),
      this.queued.count(actor, cycleId),
    ]);
    const entries = found.slice(0, pageSize);
    const last = found.length > pageSize ? entries.at(-1) : undefined;
    const link = (to: string, more: Record<string, string> = {}) =>
      withQuery(`/cycles/${cycleId}/screening${to}`, { ...narrowing, ...more });
    const isNarrowed = Boolean(nomination || region || q);
    const verbs = this.queued.verbsOfMany(actor, cycleId, frame);
    const queue = queueModel({ cycleId, entries, ...frame, verbs, link }, request);
    return view('pages/submissions/screening/screening', {
      ...frameOf(request, cycleId, 'screening', frame),
      lead: t(isNarrowed ? 'submissions:screening.leadAll' : 'submissions:screening.lead', { n: waiting }),
      lapsed: lapsed > 0 ? t('submissions:screening.lapsed', { n: lapsed }) : '',
      queue,
      firstHref: queue.rows[0]?.href ?? '',
      isNarrowed,
      allHref: `/cycles/${cycleId}/screening`,
      ...choicesOf(frame, request),
      filter: { nomination: nomination ?? '', region: region ?? '', q: q ?? '' },
      action: `/cycles/${cycleId}/screening`,
      rulesHref: `/cycles/${cycleId}/screening-rules`,
      older: last && link('', { cursor: encodeCursor([last.submittedAt!.toISOString(), last.id]) }),
    });
  }

  @Get('screening/:id')
  async screen(
    @Param('cycle') cycleId: string,
    @Param('id') id: string,
    @Query({ schema: queueQuery }) asked: QueueQuery,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.screenPage({ cycleId, id, asked }, request, nothingTyped);
  }

  /** Decides, or says the own word as one of a panel, and goes on to the entry that comes next in the same queue. */
  @Post('screening/:id')
  decide(
    @Param('cycle') cycleId: string,
    @Param('id') id: string,
    @Query({ schema: queueQuery }) asked: QueueQuery,
    @Req() request: FastifyRequest,
  ) {
    return takeForm(request, verbForm, {
      act: async ({ verb, say, ...said }, actor) => {
        if (say) await this.checking.opine(actor, id, { ...said, verb: say });
        const decided = say ? await this.reader.get(actor, id) : await this.screening.decide(actor, id, verb!, said);
        return this.queued.next(actor, queueOf(cycleId, asked), decided);
      },
      after: (next, { verb, say }) =>
        done(
          withQuery(next ? `/cycles/${cycleId}/screening/${next.id}` : `/cycles/${cycleId}/screening`, asked),
          say ? 'submissions:panel.said' : `submissions:decided.${verb!}`,
        ),
      again: (again) => this.screenPage({ cycleId, id, asked }, request, typedAgain(again)),
    });
  }

  /** Keeps a mark of the checklist at once, or takes what does not fit into the reason; what was typed stands as it was. */
  @Post('screening/:id/checks')
  @HarmlessTwice()
  check(
    @Param('cycle') cycleId: string,
    @Param('id') id: string,
    @Query({ schema: queueQuery }) asked: QueueQuery,
    @Req() request: FastifyRequest,
  ) {
    return takeForm(request, markForm, {
      act: async ({ check, seen }, actor) => {
        if (check) await this.checking.mark(actor, id, { ...check, seen });
      },
      after: (_none, said) =>
        this.screenPage({ cycleId, id, asked }, request, {
          ...nothingTyped,
          reason: said.reason,
          open: said.open,
          withGrounds: said.fill !== undefined,
        }),
      again: (again) => this.screenPage({ cycleId, id, asked }, request, typedAgain(again)),
    });
  }

  private async screenPage(
    { cycleId, id, asked }: { cycleId: string; id: string; asked: QueueQuery },
    request: FastifyRequest,
    typed: ScreenTyped,
  ): Promise<View> {
    const actor = signedIn(request);
    const page = await this.reader.screened(actor, cycleId, id);
    const [help, around] = await Promise.all([
      this.queued.help(actor, page.entry, request.locale),
      this.queued.around(actor, queueOf(cycleId, asked), page.entry),
    ]);
    const verbs = this.queued.verbsOfMany(actor, cycleId, page);
    const link = (to: string) => withQuery(`/cycles/${cycleId}/screening${to}`, asked);
    return view('pages/submissions/screening/screen', screenModel({ page, help, around, verbs, typed, link }, request));
  }
}

const typedAgain = ({ values, problems, refusal }: FormAgain): ScreenTyped => ({
  reason: typeof values['reason'] === 'string' ? values['reason'] : '',
  open: oneOrMore.catch([]).parse(values['open']),
  withGrounds: false,
  problems,
  refusal,
});

const queueOf = (cycleId: string, { nomination, region, q }: QueueQuery) => ({
  cycleId,
  ...(q && { words: q }),
  ...(nomination && { nominationId: nomination }),
  ...(region && { regionCode: region }),
});

function withQuery(path: string, asked: Record<string, string | undefined>): string {
  const said = Object.entries(asked).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return said.length > 0 ? `${path}?${new URLSearchParams(said)}` : path;
}
