import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { keptReasons } from '../../domain/judging/regional-gate.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { decodeCursor, encodeCursor, inKey } from '../../platform/http/paging.js';
import { view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { KeptEntriesReader } from './kept-entries.reader.js';
import { planFrame } from './plan-frame-model.js';

const query = z.object({ cursor: z.string().max(500).optional().catch(undefined) });
const shownAtOnce = 50;
const looks = {
  'other-named': { mark: 'dash', tone: '' },
  'nobody-named': { mark: 'dash', tone: '' },
  undecided: { mark: 'half', tone: 'wait' },
} as const;

/** Admitted entries that regions did not send on to the experts, each with the reason. */
@Controller('cycles/:cycle/assignment/kept')
export class KeptEntriesPages {
  constructor(private readonly reader: KeptEntriesReader) {}

  @Get()
  async show(
    @Param('cycle') cycleId: string,
    @Query({ schema: query }) { cursor }: z.infer<typeof query>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const { entries, nominations, cycle, stages, now } = await this.reader.kept(signedIn(request), cycleId);
    if (!entries) throw new Refusal({ code: 'not-found' });
    const [after = null] = decodeCursor(cursor, [inKey.text]) ?? [];
    const rest = entries.filter(({ number }) => after === null || number > after);
    const shown = rest.slice(0, shownAtOnce);
    const home = `/cycles/${cycleId}/assignment`;
    return view('pages/judging/assignment/kept', {
      ...planFrame(request, { cycle, stages, now }),
      crumbs: [{ href: home, label: t('judging:assign.title') }, { label: t('judging:kept.title') }],
      lead: t('judging:kept.lead'),
      figures: keptReasons.map((reason) => ({
        label: t(`judging:kept.reason.${reason}`),
        value: entries.filter((entry) => entry.reason === reason).length,
      })),
      rows: shown.map(({ number, title, nominationId, reason }) => ({
        number,
        title,
        nomination: nominations.find(({ id }) => id === nominationId)?.title ?? '',
        status: { word: t(`judging:kept.reason.${reason}`), ...looks[reason] },
      })),
      shown: t('judging:plan.shown', { n: shown.length }),
      older: rest.length > shown.length ? `${home}/kept?cursor=${encodeCursor([shown.at(-1)!.number])}` : '',
      newer: cursor ? `${home}/kept` : '',
    });
  }
}
