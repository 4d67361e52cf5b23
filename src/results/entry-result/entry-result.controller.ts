import { Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { EntryResultReader } from './entry-result.reader.js';

const read = 'submissions:read';
const toldChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entry-left-out') }),
  z.object({
    kind: z.literal('criterion'),
    criterionId: z.string(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  }),
  z.object({ kind: z.literal('sheets-left-out'), count: z.number().int() }),
  z.object({ kind: z.literal('points'), points: z.string().nullable() }),
]);
const resultView = z.object({
  published: z.boolean(),
  publicationNumber: z.number().int().nullable(),
  outcomes: z.array(z.string()),
  place: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
  isLeftOut: z.boolean(),
  isKeptByRegion: z.boolean(),
  corrections: z.array(
    z.object({ ground: z.string(), appliedAt: z.string().nullable(), changes: z.array(toldChange) }),
  ),
  appealsCloseAt: z.string().nullable(),
});

/** What the people of an entry are told of its result, for their programs. */
@ApiController('submissions')
export class EntryResultController {
  constructor(private readonly reader: EntryResultReader) {}

  @Get(':id/result')
  @Describe({
    summary: 'The result of an own entry as far as the rules tell it: decisions, place, corrections with their grounds',
    scope: read,
    response: resultView,
  })
  async result(@Caller() actor: Caller, @Param('id') id: string): Promise<z.infer<typeof resultView>> {
    const { result, window } = await this.reader.read(actor, id);
    return {
      published: result !== null,
      publicationNumber: result?.publication.number ?? null,
      outcomes: result?.outcomes ?? [],
      place: result?.row?.place ?? null,
      isLeftOut: result?.isLeftOut ?? false,
      isKeptByRegion: result?.isKept ?? false,
      corrections: (result?.corrections ?? []).map(({ ground, changes, appliedAt }) => ({
        ground,
        appliedAt: appliedAt?.toISOString() ?? null,
        changes,
      })),
      appealsCloseAt: window?.closesAt.toISOString() ?? null,
    };
  }
}
