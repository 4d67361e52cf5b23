import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { tieRuleWords } from '../../cycles/counting/rule-words.js';
import type { TieOutcome } from '../../domain/ranking/rank-entries.js';
import { formView, formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { formatDeadline, formatInstant } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { AppealsService } from '../appeals/appeals.service.js';
import { EntryResultReader, type EntryResult } from './entry-result.reader.js';
import { outcomeStatus } from '../awards/outcome-words.js';
import { placeText } from '../rankings/ranking-words.js';
import { toldWords } from './told-correction-words.js';

const appealForm = z.object({ grounds: z.string().max(20_000).default('') });

/** «Explain my result»: the way of an entry, its points against the middle of the nomination, remarks, the right of appeal. */
@Controller('submissions/:id')
export class EntryResultPages {
  constructor(
    private readonly reader: EntryResultReader,
    private readonly appeals: AppealsService,
  ) {}

  @Get('result')
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, formWith());
  }

  @Post('appeal')
  appeal(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, appealForm, {
      act: ({ grounds }, actor) => this.appeals.file(actor, id, grounds),
      after: () => done(`/submissions/${id}/result#appeal`, 'results:appeal.filed'),
      again: (form) => this.page(id, request, formView(form, request)),
    });
  }

  @Post('appeal/withdraw')
  async withdraw(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Redirect> {
    const actor = signedIn(request);
    const { appeal } = await this.reader.read(actor, id);
    await this.appeals.withdraw(actor, appeal?.id ?? '');
    return done(`/submissions/${id}/result#appeal`, 'results:appeal.withdrawn');
  }

  private async page(id: string, request: FastifyRequest, form: FormView): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const found = await this.reader.read(signedIn(request), id);
    const { entry, cycle, now, result, window, appeal, isOwn } = found;
    const format = { locale, timeZone: cycle.timeZone, now, year: 'always' as const };
    const isOpen = window !== null && now >= window.opensAt && now < window.closesAt;
    return view('pages/results/entry-result/entry-result', {
      title: entry.title,
      crumbs: [
        { href: `/submissions/${id}`, label: entry.registerNumber ?? entry.title },
        { label: t('results:mine.title') },
      ],
      over: `${entry.registerNumber} · ${entry.nomination.title}`,
      published: result !== null,
      isKept: result?.isKept ?? false,
      outcomes: (result?.outcomes ?? []).map((outcome) => outcomeStatus(outcome, t)),
      lead: result ? leadOf(result, t) : '',
      corrections: (result?.corrections ?? []).map((correction) => ({
        ...toldWords(correction, result!.titles, request),
        at: correction.appliedAt ? formatInstant(correction.appliedAt, format) : '',
      })),
      reason: result?.outcomes.length ? result.reason : '',
      tie: result?.row?.tie ? tieOf(result.row.tie, result.titles, t) : '',
      steps: [
        { at: entry.firstSubmittedAt, title: t('results:mine.submitted'), text: '', mark: 'full' },
        { at: entry.screenedAt, title: t('results:mine.admitted'), text: '', mark: 'full' },
        ...(result
          ? [
              {
                at: result.publication.publishAt,
                title: t('results:mine.published', { number: result.publication.number }),
                text: result.sheets > 0 ? t('results:mine.judged', { n: result.sheets }) : '',
                mark: 'full',
              },
            ]
          : []),
      ].filter(({ at }) => at !== null),
      standings: (result?.standings ?? []).map((standing) => ({
        ...standing,
        ...barOf(standing),
        words: t(`results:mine.band.${bandOf(standing)}`),
      })),
      remarks: result?.remarks ?? [],
      resultsHref: `/results/${cycle.year}`,
      appeal: {
        exists: appeal !== null,
        may: isOwn && isOpen && appeal === null,
        mayWithdraw: isOwn && appeal?.state === 'filed',
        action: `/submissions/${id}/appeal`,
        until: window
          ? t(isOpen ? 'results:appeal.until' : 'results:appeal.over', {
              at: formatDeadline(window.closesAt, { locale, timeZone, now, closesIn: cycle.timeZone }),
            })
          : t('results:appeal.none'),
        state: appeal ? t(`results:appeal.state.${appeal.state}`) : '',
        outcome: appeal?.outcome ? t(`results:appeal.outcome.${appeal.outcome}`) : '',
        decision: appeal?.decision ?? '',
        decidedAt: appeal?.decidedAt ? formatInstant(appeal.decidedAt, format) : '',
        grounds: appeal?.grounds ?? '',
        form,
      },
    });
  }
}

/** How many have the same total and what put the entry where it is; the others are not named. */
function tieOf({ equals, below, above }: TieOutcome, titles: ReadonlyMap<string, string>, t: Translator): string {
  const rules = [
    ...new Set([below, above].filter((rule) => rule !== null).map((rule) => tieRuleWords(rule, titles, t))),
  ];
  return t('results:mine.tie', { n: equals, rule: rules.join(', ') });
}

function leadOf(
  result: Pick<EntryResult, 'row' | 'ranked' | 'outcomes' | 'isLeftOut' | 'isKept'>,
  t: Translator,
): string {
  if (result.isLeftOut) return t('results:told.lead');
  if (result.isKept && result.outcomes.length === 0) return t('results:mine.kept');
  if (result.row) return t('results:mine.place', { place: placeText(result.row.place), of: result.ranked });
  return result.outcomes.length > 0 ? t('results:mine.chosen') : t('results:mine.notChosen');
}

interface Numbers {
  mean: string;
  low: string;
  high: string;
}

const bandOf = ({ mean, low, high }: Numbers) =>
  Number(mean) < Number(low) ? 'below' : Number(mean) > Number(high) ? 'above' : 'within';

/** Positions on a line from zero to the scale's end, in hundredths; drawn only, nothing is decided by them. */
function barOf({ mean, low, high, median, scaleMax }: Numbers & { median: string; scaleMax: string }) {
  const at = (value: string) => Math.round((100 * Number(value)) / (Number(scaleMax) || 1));
  return { atMean: at(mean), atLow: at(low), width: Math.max(1, at(high) - at(low)), atMedian: at(median) };
}
