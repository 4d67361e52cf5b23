import { Body, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { awardView, nobodyView, toAwardView, toNobodyView } from '../awards/awards.schemas.js';
import { meetingSchema, meetingView, toMeetingView } from '../meetings/meetings.schemas.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import { RegionalService } from './regional.service.js';

const read = 'results:read';
const write = 'results:write';
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const regionalSchema = z.strictObject({
  meetingId: z.uuid(),
  nominationId: z.uuid(),
  /** Null names nobody. */
  submissionId: z.uuid().nullable(),
  reason: z.string().max(4000).default(''),
});

/** What regions decide, for programs. */
@ApiController('cycles/:cycle')
export class RegionalController {
  constructor(
    private readonly regional: RegionalService,
    private readonly meetings: MeetingsService,
  ) {}

  @Post('regions/:region/meetings')
  @Describe({
    id: 'Decisions.convene',
    summary: 'Record a sitting of the commission of a region',
    status: 201,
    scope: write,
    response: meetingView,
  })
  async convene(
    @Param('cycle') cycle: string,
    @Param('region') regionCode: string,
    @Body({ schema: meetingSchema }) input: z.infer<typeof meetingSchema>,
    @Req() request: FastifyRequest,
  ) {
    const actor = scopedActor(request, write);
    return toMeetingView(await this.meetings.convene(actor, cycle, { ...input, regionCode }));
  }

  @Post('regions/:region/awards')
  @Describe({
    id: 'Decisions.decide',
    summary: 'Name the laureate of a region in a nomination, or nobody',
    status: 201,
    scope: write,
    response: listOf(awardView),
  })
  async decide(
    @Param('region') regionCode: string,
    @Body({ schema: regionalSchema }) input: z.infer<typeof regionalSchema>,
    @Req() request: FastifyRequest,
  ) {
    const awards = await this.regional.decide(scopedActor(request, write), { ...input, regionCode });
    return { items: awards.map(toAwardView) };
  }

  @Get('regions/:region/awards')
  @Describe({
    id: 'Decisions.decided',
    summary: 'What the commission of a region decided',
    status: 200,
    scope: read,
    response: z.object({ items: z.array(awardView), notAwarded: z.array(nobodyView) }),
  })
  async decided(@Param('cycle') cycle: string, @Param('region') region: string, @Req() request: FastifyRequest) {
    const { awards, nobody } = await this.regional.read(scopedActor(request, read), cycle, region);
    return { items: awards.map(toAwardView), notAwarded: nobody.map(toNobodyView) };
  }
}
