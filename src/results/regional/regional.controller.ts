import { Body, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { awardView, nobodyView, toAwardView, toNobodyView } from '../awards/awards.schemas.js';
import { meetingSchema, meetingView, toMeetingView } from '../meetings/meetings.schemas.js';
import { MeetingsService } from '../meetings/meetings.service.js';
import { RegionalService } from './regional.service.js';

const read = 'results:read';
const write = 'results:write';
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
    scope: write,
    response: meetingView,
  })
  async convene(
    @Caller() actor: Caller,
    @Param('cycle') cycle: string,
    @Param('region') regionCode: string,
    @Body({ schema: meetingSchema }) input: z.infer<typeof meetingSchema>,
  ) {
    return toMeetingView(await this.meetings.convene(actor, cycle, { ...input, regionCode }));
  }

  @Post('regions/:region/awards')
  @Describe({
    id: 'Decisions.decide',
    summary: 'Name the laureate of a region in a nomination, or nobody',
    scope: write,
    response: listOf(awardView),
  })
  async decide(
    @Caller() actor: Caller,
    @Param('region') regionCode: string,
    @Body({ schema: regionalSchema }) input: z.infer<typeof regionalSchema>,
  ) {
    const awards = await this.regional.decide(actor, { ...input, regionCode });
    return { items: awards.map(toAwardView) };
  }

  @Get('regions/:region/awards')
  @Describe({
    id: 'Decisions.decided',
    summary: 'What the commission of a region decided',
    scope: read,
    response: z.object({ items: z.array(awardView), notAwarded: z.array(nobodyView) }),
  })
  async decided(@Caller() actor: Caller, @Param('cycle') cycle: string, @Param('region') region: string) {
    const { awards, nobody } = await this.regional.read(actor, cycle, region);
    return { items: awards.map(toAwardView), notAwarded: nobody.map(toNobodyView) };
  }
}
