import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import type { AssignmentPlan, StoredPair } from '../assignment/assignment-plan.entity.js';
import { signed, tableChanges } from './plan-changes.js';
import { stored } from '../plans/plan-making.js';
import { PlanReader } from './plan.reader.js';
import { loadRange, originWords, planStatus, worthWords } from './plan-words.js';
import { planFrame } from '../assignment/plan-frame-model.js';

const compareQuery = z.object({ with: z.uuid() });
const changesShown = 100;

/** What changes from one plan to another. */
@Controller('cycles/:cycle/assignment')
export class PlanComparePages {
  constructor(private readonly reader: PlanReader) {}

  @Get(':plan/compare')
  async compare(
    @Param('cycle') cycleId: string,
    @Param('plan') planId: string,
    @Query({ schema: compareQuery }) { with: otherId }: z.infer<typeof compareQuery>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const actor = signedIn(request);
    const { before, after, changes, cycle, stages, now } = await this.reader.compare(actor, cycleId, [otherId, planId]);
    const { added, removed, kept, difference } = changes;
    const home = `/cycles/${cycleId}/assignment`;
    const column = (plan: AssignmentPlan) => ({
      href: `${home}/${plan.id}`,
      title: originWords(plan, t),
      at: plan.createdAt,
      ...planStatus(plan.state, t),
      ...worthWords(plan, t),
      loads: loadRange(plan.summary.minLoad, plan.summary.maxLoad),
      pairs: plan.summary.pairs,
      entries: plan.summary.entries,
      parts: plan.report?.parts.length ?? null,
    });
    return view('pages/judging/plan-reading/plan-compare', {
      ...planFrame(request, { cycle, stages, now }),
      crumbs: [
        { href: home, label: t('judging:assign.title') },
        { href: `${home}/${planId}`, label: originWords(after, t) },
        { label: t('judging:plan.compare') },
      ],
      before: column(before),
      after: column(after),
      counts: [
        { label: t('judging:plan.added'), value: added.length },
        { label: t('judging:plan.removed'), value: removed.length },
        { label: t('judging:plan.kept'), value: kept.length },
        { label: t('judging:plan.difference'), value: signed(difference) },
      ],
      changes: await this.changeRows(stored(added), stored(removed)),
      shown: t('judging:plan.changesShown', { n: changesShown }),
    });
  }

  private async changeRows(added: readonly StoredPair[], removed: readonly StoredPair[]) {
    const { entries, experts } = await this.reader.names([...added, ...removed]);
    const named = (pairs: readonly StoredPair[]) =>
      pairs
        .slice(0, changesShown)
        .map(([entry, expert]): [string, string] => [
          entries.get(entry)?.number ?? '',
          experts.get(expert)?.name ?? '',
        ]);
    return tableChanges(named(added), named(removed));
  }
}
