import { Body, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { scopedActor } from '../../platform/http/request.js';
import { expectedVersion, tagged } from '../../platform/http/api/etag.js';
import { MeetingsReader } from './meetings.reader.js';
import { meetingSchema, meetingView, toMeetingView } from './meetings.schemas.js';
import { MeetingsService } from './meetings.service.js';

const read = 'results:read';
const write = 'results:write';
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** Sittings for programs. */
@ApiController('cycles/:cycle')
export class MeetingsController {
  constructor(
    private readonly reader: MeetingsReader,
    private readonly meetings: MeetingsService,
  ) {}

  @Get('meetings')
  @Describe({
    id: 'Results.listMeetings',
    summary: 'Sittings',
    status: 200,
    scope: read,
    response: listOf(meetingView),
  })
  async listMeetings(@Param('cycle') cycle: string, @Req() request: FastifyRequest) {
    return { items: (await this.reader.list(scopedActor(request, read), cycle)).map(toMeetingView) };
  }

  @Post('meetings')
  @Describe({ id: 'Results.convene', summary: 'Record a sitting', status: 201, scope: write, response: meetingView })
  async convene(
    @Param('cycle') cycle: string,
    @Body({ schema: meetingSchema }) input: z.infer<typeof meetingSchema>,
    @Req() request: FastifyRequest,
  ) {
    return toMeetingView(await this.meetings.convene(scopedActor(request, write), cycle, input));
  }

  @Patch('meetings/:id')
  @Describe({
    id: 'Results.editMeeting',
    summary: 'Correct a sitting until a protocol of it is signed',
    status: 200,
    scope: write,
    response: meetingView,
  })
  async editMeeting(
    @Param('id') id: string,
    @Body({ schema: meetingSchema }) input: z.infer<typeof meetingSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const edited = { ...input, version: expectedVersion(request) };
    return tagged(reply, toMeetingView(await this.meetings.edit(scopedActor(request, write), id, edited)));
  }
}
