import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hasRole } from '../../domain/kernel/actor.js';
import { enteringRoles } from '../../domain/submissions/on-behalf.js';
import { download, view, type Download, type View } from '../../platform/http/pages/page.js';
import { encodeCursor } from '../../platform/http/paging.js';
import { signedIn } from '../../platform/http/request.js';
import { formatInstant } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { csvText } from '../../platform/tables/csv-writer.js';
import { SubmissionsReader } from '../writing/submissions.reader.js';
import { choicesOf } from './queue-model.js';
import {
  findReceived,
  frameOf,
  pageSize,
  received,
  receivedRow,
  registerQuery,
  type RegisterQuery,
} from './screening-model.js';

const mayEnter = (request: FastifyRequest, cycleId: string): boolean =>
  hasRole(signedIn(request), enteringRoles, { cycleId });

/** The organizer's register of received entries. */
@Controller('cycles/:cycle')
export class RegisterPages {
  constructor(private readonly reader: SubmissionsReader) {}

  @Get('register')
  async register(
    @Param('cycle') cycleId: string,
    @Query({ schema: registerQuery }) query: RegisterQuery,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const t = translator(request.locale);
    const found = await findReceived(this.reader, request, cycleId, { query, limit: pageSize + 1 });
    const shown = found.entries.slice(0, pageSize);
    const link = (part: Record<string, string | undefined>) =>
      `/cycles/${cycleId}/register?${new URLSearchParams(Object.entries({ ...query, cursor: undefined, ...part }).filter((pair): pair is [string, string] => Boolean(pair[1])))}`;
    const last = shown.at(-1);
    return view('pages/submissions/screening/register', {
      ...frameOf(request, cycleId, 'register', found),
      rows: shown.map((entry) => receivedRow(entry, found, t)),
      tabs: [
        {
          href: link({ state: undefined }),
          label: t('submissions:register.all'),
          count: received.reduce((sum, state) => sum + (found.counts[state] ?? 0), 0),
          current: !query.state,
        },
        ...received.map((state) => ({
          href: link({ state }),
          label: t(`submissions:state.${state}`),
          count: found.counts[state] ?? 0,
          current: query.state === state,
        })),
      ],
      ...choicesOf(found, request),
      filter: {
        state: query.state ?? '',
        nomination: query.nomination ?? '',
        region: query.region ?? '',
        q: query.q ?? '',
      },
      action: `/cycles/${cycleId}/register`,
      behalfHref: mayEnter(request, cycleId) ? `/cycles/${cycleId}/on-behalf` : '',
      datedHref: `/cycles/${cycleId}/register/as-of`,
      csvHref: link({}).replace('/register?', '/register.csv?'),
      older:
        found.entries.length > pageSize && last
          ? link({ cursor: encodeCursor([(last.submittedAt ?? last.savedAt).toISOString(), last.id]) })
          : undefined,
    });
  }

  /** The whole register as a table for spreadsheets; cells that look like formulas are made harmless. */
  @Get('register.csv')
  async csv(
    @Param('cycle') cycleId: string,
    @Query({ schema: registerQuery }) query: RegisterQuery,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const t = translator(request.locale);
    const found = await findReceived(this.reader, request, cycleId, {
      query: { ...query, cursor: undefined },
      limit: 100_000,
    });
    const head = [
      'number',
      'practice',
      'nomination',
      'region',
      'organisation',
      'when',
      'state',
      'reason',
      'entered',
    ].map((column) => t(`submissions:column.${column}`));
    // On the clocks of the contest, with the zone named: who reads the table is anywhere.
    const format = { locale: request.locale, timeZone: found.cycleZone, year: 'always' as const, seconds: true };
    const rows = found.entries.map((entry) => {
      const row = receivedRow(entry, found, t);
      return [
        row.number,
        row.title,
        row.nomination,
        row.region,
        row.organisation,
        entry.submittedAt ? formatInstant(entry.submittedAt, format) : '',
        row.state.word,
        row.reason,
        row.onBehalf,
      ];
    });
    return download(csvText([head, ...rows]), 'register.csv', 'text/csv; charset=utf-8');
  }
}
