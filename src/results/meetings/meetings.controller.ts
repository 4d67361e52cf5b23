import { Body, Get, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, Describe, listOf } from '../../platform/http/api/api.js';
import { Caller, ExpectedVersion } from '../../platform/http/api/caller.js';
import { MeetingsReader } from './meetings.reader.js';
import { meetingSchema, meetingView, toMeetingView } from './meetings.schemas.js';
import { MeetingsService } from './meetings.service.js';

const read = 'results:read';
const write = 'results:write';

/** Sittings for programs. */
@ApiController('cycles/:cycle')
export class MeetingsController {
  constructor(
    private readonly reader: MeetingsReader,
    private readonly meetings: MeetingsService,
  ) {}

  @Get('meetings')
  @Describe({ id: 'Results.listMeetings', summary: 'Sittings', scope: read, response: listOf(meetingView) })
  async listMeetings(@Caller() actor: Caller, @Param('cycle') cycle: string) {
    return { items: (await this.reader.list(actor, cycle)).map(toMeetingView) };
  }

  @Post('meetings')
  @Describe({ id: 'Results.convene', summary: 'Record a sitting', scope: write, response: meetingView })
  async convene(
    @Caller() actor: Caller,
    @Param('cycle') cycle: string,
    @Body({ schema: meetingSchema }) input: z.infer<typeof meetingSchema>,
  ) {
    return toMeetingView(await this.meetings.convene(actor, cycle, input));
  }

  @Patch('meetings/:id')
  @Describe({
    id: 'Results.editMeeting',
    summary: 'Correct a sitting until a protocol of it is signed',
    scope: write,
    response: meetingView,
    tagged: true,
  })
  async editMeeting(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: meetingSchema }) input: z.infer<typeof meetingSchema>,
    @ExpectedVersion() version: number,
  ) {
    return toMeetingView(await this.meetings.edit(actor, id, { ...input, version }));
  }
}
