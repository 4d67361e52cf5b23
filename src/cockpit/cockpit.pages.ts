import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { closingSentence, hasLonger } from '../cycles/extensions/closing-words.js';
import { cycleSide } from '../cycles/stages/cycle-navigation.js';
import { cycleStrip } from '../cycles/stages/cycle-strip.js';
import { CyclesService } from '../cycles/year/cycles.service.js';
import { view, type View } from '../platform/http/pages/page.js';
import { fieldWords } from '../platform/http/problems/problem.js';
import { hasRole } from '../domain/kernel/actor.js';
import { signedIn } from '../platform/http/request.js';
import { formatClock, formatInstant } from '../platform/web/format.js';
import { translator } from '../platform/web/i18n.js';
import { stateWord } from '../submissions/entries/submission-words.js';
import { CockpitReader } from './cockpit.reader.js';
import { sum, totalsOf } from './cockpit-totals.js';
import { needsYou } from './needs-you-model.js';
import { runningWords, figuresOf, regionName, mapOf, mostWords, nominationChart, hoursOf } from './cockpit-model.js';

/** The first page of a cycle for those who run it: what is going on, and what waits for them. */
@Controller('cycles')
export class CockpitPages {
  constructor(
    private readonly reader: CockpitReader,
    private readonly cycles: CyclesService,
  ) {}

  @Get(':id')
  async overview(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    const actor = signedIn(request);
    const { locale, timeZone } = request;
    const t = translator(locale);
    const cockpit = await this.reader.read(actor, id);
    const { cycle, stages, closing, now } = cockpit;
    const totals = totalsOf(cockpit);
    const frame = {
      side: cycleSide(request, id, 'overview', {
        screening: totals.waiting,
        questions: cockpit.questions.open,
      }),
      sideLabel: t('cycles:side.label', { year: String(cycle.year) }),
      heading: t('cycles:heading', { year: String(cycle.year) }),
      id,
    };
    if (cycle.state === 'draft')
      return view('pages/cockpit/preparing', {
        ...frame,
        lead: t('cycles:preparing.lead'),
        mayEdit: cockpit.mayEdit,
        missing: (await this.cycles.lint(actor, id)).map((problem) => ({
          text: fieldWords(problem, t),
          href: `/cycles/${id}/${pageOf(problem.pointer)}`,
        })),
      });
    const at = formatClock(now, cycle.timeZone);
    const reads = hasRole(actor, ['organizer', 'chair', 'secretary', 'auditor'], { cycleId: id });
    return view('pages/cockpit/overview', {
      ...frame,
      lead: t('cycles:overview.lead', { stage: runningWords(cockpit, t), at }),
      generated: cycle.generated,
      term:
        closing && (hasLonger(closing) || closing.graceMinutes)
          ? closingSentence(closing, cockpit, { locale, now })
          : '',
      strip: stages.length > 0 ? cycleStrip(cycle, stages, { now, locale, timeZone }) : null,
      bare: true,
      figures: figuresOf(cockpit, totals, t),
      needsYou: needsYou(cockpit, totals, {
        t,
        locale,
        reads,
        remindsOfDrafts: hasRole(actor, ['organizer'], { cycleId: id }),
      }),
      map: mapOf(cockpit, totals, t, locale),
      most: mostWords(cockpit, totals, t, locale),
      nominations: nominationChart(cockpit),
      hours: hoursOf(cockpit, t, locale),
      latest: cockpit.latest.map((entry) => ({
        at: formatInstant(entry.submittedAt ?? entry.savedAt, { locale, timeZone: cycle.timeZone, now }).replace(
          / МСК$| MSK$/,
          '',
        ),
        number: entry.registerNumber ?? '',
        title: entry.title,
        href: `/submissions/${entry.id}`,
        region: regionName(cockpit, entry.regionCode, locale),
        status: stateWord(entry.state, t),
      })),
      shown: t('cycles:overview.shown', { n: cockpit.latest.length, all: totals.received }),
      registerHref: reads && `/cycles/${id}/register`,
      regionsLink: reads && { href: `/cycles/${id}/regions`, label: t('cycles:map.list') },
      latestLink: reads && { href: `/cycles/${id}/register`, label: t('cycles:latest.all') },
      isRunning: cycle.state === 'announced',
      mayEdit: cockpit.mayEdit,
    });
  }

  @Get(':id/regions')
  async regions(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const { rules, entries, regions } = await this.reader.regions(signedIn(request), id);
    const rows = regions.map(({ code, nameRu, nameEn, districtRu }) => {
      const own = entries.filter(({ regionCode }) => regionCode === code);
      const count = (wanted: (entry: (typeof own)[number]) => boolean) => sum(own.filter(wanted));
      return {
        name: locale === 'ru' ? nameRu : nameEn,
        district: districtRu ?? '',
        received: count(({ received }) => received),
        drafts: count(({ state }) => state === 'draft'),
        admitted: count(({ state }) => state === 'admitted'),
        href: `/cycles/${id}/register?region=${code}`,
      };
    });
    rows.sort((a, b) => b.received - a.received || b.drafts - a.drafts || (a.name < b.name ? -1 : 1));
    return view('pages/cockpit/regions', {
      side: cycleSide(request, id, 'overview'),
      sideLabel: t('cycles:side.label', { year: String(rules.cycle.year) }),
      heading: t('cycles:regions.heading'),
      lead: t('cycles:regions.lead', { n: rows.filter(({ received }) => received > 0).length, all: rows.length }),
      rows,
    });
  }
}

/** Where a missing thing is put right. */
function pageOf(pointer: string): string {
  const place = pointer.split('/')[1] ?? '';
  return place === 'edition' ? 'regulation' : place;
}
