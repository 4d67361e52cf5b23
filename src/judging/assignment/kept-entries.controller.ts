import { Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { keptReasons } from '../../domain/judging/regional-gate.js';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { decodeCursor, pageOf, pageQuery, inKey } from '../../platform/http/paging.js';
import { KeptEntriesReader } from './kept-entries.reader.js';

const read = 'judging:read';
const keptView = z.object({
  submissionId: z.uuid(),
  registerNumber: z.string(),
  nominationId: z.uuid(),
  regionCode: z.string(),
  reason: z.enum(keptReasons),
});

/** Admitted entries that regions did not send on to the experts, for programs. */
@ApiController('cycles/:id/kept-entries')
export class KeptEntriesController {
  constructor(private readonly reader: KeptEntriesReader) {}

  @Get()
  @Describe({
    summary: 'Admitted entries that do not go on to the experts, with the reason; none where all go on',
    scope: read,
    response: z.object({ items: z.array(keptView), next: z.string().nullable() }),
  })
  async list(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) { cursor, limit }: z.infer<typeof pageQuery>,
  ) {
    const { entries } = await this.reader.kept(actor, id);
    const [after = null] = decodeCursor(cursor, [inKey.text]) ?? [];
    const rows = (entries ?? []).filter(({ number }) => after === null || number > after).slice(0, limit + 1);
    return pageOf(
      rows,
      limit,
      ({ number }) => [number],
      ({ id: submissionId, number: registerNumber, nominationId, regionCode, reason }) => ({
        submissionId,
        registerNumber,
        nominationId,
        regionCode,
        reason,
      }),
    );
  }
}
