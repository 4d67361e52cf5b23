import { randomInt } from 'node:crypto';
import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mailAddress } from '../../platform/http/fields.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeOpenForm } from '../../platform/http/pages/forms.js';
import { view, type View } from '../../platform/http/pages/page.js';
import { senderOf } from '../../platform/http/request.js';
import { formatDeadline } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { PublicVotesService } from './public-votes.service.js';

const ballotQuery = z.object({
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .optional()
    .catch(undefined),
  nomination: z.string().max(40).optional().catch(undefined),
  from: z.coerce.number().int().min(0).max(100_000).catch(0),
});
type BallotQuery = z.output<typeof ballotQuery>;
const voteForm = z.object({ submissionId: z.uuid(), email: mailAddress });
const shownAtOnce = 50;

/** Everybody votes for practices: the mail confirms, the order is drawn anew for every visitor. */
@Controller('vote')
export class PublicVotePages {
  constructor(private readonly votes: PublicVotesService) {}

  @Get()
  show(@Query({ schema: ballotQuery }) asked: BallotQuery, @Req() request: FastifyRequest): Promise<View> {
    return this.page(asked, request, null);
  }

  @Post()
  ask(@Req() request: FastifyRequest) {
    return takeOpenForm(request, voteForm, {
      act: ({ submissionId, email }) =>
        this.votes.ask({ submissionId, email, locale: request.locale }, senderOf(request)),
      after: () => view('pages/judging/voting/vote-sent'),
      again: (form) => this.page(ballotQuery.parse(form.values), request, formView(form, request)),
    });
  }

  /** Opening the link shows what is voted for and changes nothing. */
  @Get('confirm/:token')
  async look(@Param('token') token: string): Promise<View> {
    const { title } = await this.votes.look(token);
    return view('pages/judging/voting/vote-confirm', { token, title });
  }

  @Post('confirm/:token')
  async confirm(@Param('token') token: string): Promise<View> {
    await this.votes.confirm(token);
    return view('pages/judging/voting/vote-counted');
  }

  private async page(asked: BallotQuery, request: FastifyRequest, form: FormView | null): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const seed = asked.seed ?? randomInt(2 ** 31);
    const ballot = await this.votes.ballot({
      nominationId: asked.nomination,
      seed,
      from: asked.from,
      most: shownAtOnce,
    });
    if (!ballot) throw new Refusal({ code: 'not-found' });
    const { cycle, voting, now, isOpen, nominations, nomination, entries, total, counts, countsInTotal } = ballot;
    const at = (id: string, from = 0) =>
      `/vote?${new URLSearchParams({ nomination: id, seed: String(seed), from: String(from) })}`;
    const until = formatDeadline(voting.closesAt, { locale, timeZone, now, closesIn: cycle.timeZone });
    return view('pages/judging/voting/vote', {
      year: String(cycle.year),
      isOpen,
      lead: t(isOpen ? 'public:vote.until' : 'public:vote.over', { until }),
      meaning: t(countsInTotal ? 'public:vote.inTotal' : 'public:vote.apart'),
      tabs: nominations.map(({ id, title }) => ({
        href: at(id),
        label: title,
        current: id === nomination.id,
      })),
      form: form ?? formWith(),
      counted: counts !== null,
      here: [
        { name: 'nomination', value: nomination.id },
        { name: 'seed', value: String(seed) },
        { name: 'from', value: String(asked.from) },
      ],
      newer: asked.from > 0 ? at(nomination.id, Math.max(0, asked.from - shownAtOnce)) : '',
      older: asked.from + shownAtOnce < total ? at(nomination.id, asked.from + shownAtOnce) : '',
      rows: entries.map((entry) => ({
        id: entry.id,
        title: entry.title,
        by: `${entry.organisation}, ${entry.region}`,
        annotation: entry.annotation,
        votes: counts ? t('public:vote.votes', { n: counts.get(entry.id) ?? 0 }) : '',
        checked: form?.values['submissionId'] === entry.id,
      })),
    });
  }
}
