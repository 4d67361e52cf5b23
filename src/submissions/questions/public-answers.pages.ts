import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../domain/kernel/refusal.js';
import { actorOf } from '../../platform/http/request.js';
import { view, type View } from '../../platform/http/pages/page.js';
import { translator } from '../../platform/web/i18n.js';
import { readAnswer } from './questions-model.js';
import { QuestionsReader } from './questions.reader.js';

const perPage = 30;
const listQuery = z.object({
  q: z.string().trim().max(200).catch(''),
  before: z.coerce.number().int().min(1).max(1_000_000).optional().catch(undefined),
});

/** Questions and answers of a contest, for everybody; each has an address of its own. */
@Controller('contest/:year/answers')
export class PublicAnswersPages {
  constructor(private readonly reader: QuestionsReader) {}

  @Get()
  async list(
    @Param('year') year: string,
    @Query({ schema: listQuery }) { q, before }: z.infer<typeof listQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const asked = { q, before: before ?? null, limit: perPage + 1 };
    const { cycle, answers } = await this.reader.answers(yearOf(year), asked);
    const base = `/contest/${cycle.year}/answers`;
    const shown = answers.slice(0, perPage);
    const query = q && `q=${encodeURIComponent(q)}&`;
    return view('pages/submissions/questions/answers', {
      base,
      contest: cycle.title,
      contestHref: `/contest/${cycle.year}`,
      q,
      rows: shown.map((answer) => readAnswer(answer, placeOf(cycle, request))),
      older: answers.length > perPage ? `${base}?${query}before=${shown.at(-1)!.number}` : undefined,
      newer: before === undefined ? undefined : `${base}${q && `?q=${encodeURIComponent(q)}`}`,
      mayAsk: cycle.state === 'announced' && actorOf(request).userId !== null,
      isRunning: cycle.state === 'announced',
      nothing: t(q ? 'questions:nothingFound' : 'questions:noAnswers'),
    });
  }

  @Get(':number')
  async one(
    @Param('year') year: string,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    if (!/^[1-9]\d{0,5}$/.test(number)) throw new Refusal({ code: 'not-found' });
    const { cycle, answer } = await this.reader.publicAnswer(yearOf(year), Number(number));
    return view('pages/submissions/questions/public-answer', {
      ...readAnswer(answer, placeOf(cycle, request)),
      base: `/contest/${cycle.year}/answers`,
      contest: cycle.title,
      contestHref: `/contest/${cycle.year}`,
    });
  }
}

const placeOf = (cycle: { year: number; timeZone: string }, { locale }: FastifyRequest) => ({
  year: cycle.year,
  format: { locale, timeZone: cycle.timeZone, year: 'always' as const },
  t: translator(locale),
});

/** The year of an address; anything else is no page. */
function yearOf(text: string): number {
  if (!/^\d{4}$/.test(text)) throw new Refusal({ code: 'not-found' });
  return Number(text);
}
