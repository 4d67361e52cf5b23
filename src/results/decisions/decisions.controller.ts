import { Body, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import { RegionalService } from '../regional/regional.service.js';
import { ResultsReader } from '../results.reader.js';
import * as schemas from '../results.schemas.js';
import { WithdrawalsService } from '../withdrawals/withdrawals.service.js';

const read = 'results:read';
const write = 'results:write';
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const standDownSchema = z.strictObject({ submissionId: z.uuid(), reason: z.string().max(4000).default('') });
const regionalSchema = z.strictObject({
  meetingId: z.uuid(),
  nominationId: z.uuid(),
  /** Null names nobody. */
  submissionId: z.uuid().nullable(),
  reason: z.string().max(4000).default(''),
});

/** Kinds that nobody got, withdrawals after the choice and what regions decide, for programs. */
@ApiController('cycles/:cycle')
export class DecisionsController {
  constructor(
    private readonly reader: ResultsReader,
    private readonly withdrawals: WithdrawalsService,
    private readonly regional: RegionalService,
    private readonly meetings: MeetingsService,
  ) {}

  @Get('not-awarded')
  @Describe({
    summary: 'Kinds that were awarded to nobody',
    status: 200,
    scope: read,
    response: listOf(schemas.nobodyView),
  })
  async nobody(@Param('cycle') cycle: string, @Req() request: FastifyRequest) {
    return { items: (await this.reader.nobody(scopedActor(request, read), cycle)).map(schemas.toNobodyView) };
  }

  @Post('withdrawals')
  @Describe({
    summary: 'Record the withdrawal of an entry that was chosen; answers with who follows from the reserve',
    status: 201,
    scope: write,
    response: listOf(schemas.awardView),
  })
  async standDown(
    @Body({ schema: standDownSchema }) { submissionId, reason }: z.infer<typeof standDownSchema>,
    @Req() request: FastifyRequest,
  ) {
    const promoted = await this.withdrawals.standDown(scopedActor(request, write), submissionId, reason);
    return { items: promoted.map(schemas.toAwardView) };
  }

  @Post('regions/:region/meetings')
  @Describe({
    summary: 'Record a sitting of the commission of a region',
    status: 201,
    scope: write,
    response: schemas.meetingView,
  })
  async convene(
    @Param('cycle') cycle: string,
    @Param('region') regionCode: string,
    @Body({ schema: schemas.meetingSchema }) input: z.infer<typeof schemas.meetingSchema>,
    @Req() request: FastifyRequest,
  ) {
    const actor = scopedActor(request, write);
    return schemas.toMeetingView(await this.meetings.convene(actor, cycle, { ...input, regionCode }));
  }

  @Post('regions/:region/awards')
  @Describe({
    summary: 'Name the laureate of a region in a nomination, or nobody',
    status: 201,
    scope: write,
    response: listOf(schemas.awardView),
  })
  async decide(
    @Param('region') regionCode: string,
    @Body({ schema: regionalSchema }) input: z.infer<typeof regionalSchema>,
    @Req() request: FastifyRequest,
  ) {
    const awards = await this.regional.decide(scopedActor(request, write), { ...input, regionCode });
    return { items: awards.map(schemas.toAwardView) };
  }

  @Get('regions/:region/awards')
  @Describe({
    summary: 'What the commission of a region decided',
    status: 200,
    scope: read,
    response: z.object({ items: z.array(schemas.awardView), notAwarded: z.array(schemas.nobodyView) }),
  })
  async decided(@Param('cycle') cycle: string, @Param('region') region: string, @Req() request: FastifyRequest) {
    const { awards, nobody } = await this.regional.read(scopedActor(request, read), cycle, region);
    return { items: awards.map(schemas.toAwardView), notAwarded: nobody.map(schemas.toNobodyView) };
  }
}
