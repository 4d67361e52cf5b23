import { Body, Delete, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../domain/kernel/refusal.js';
import { Clock } from '../platform/clock.js';
import { ApiController, Describe } from '../platform/http/api/api.js';
import { expectedVersion, tagged } from '../platform/http/api/etag.js';
import { scopedActor } from '../platform/http/request.js';
import { AwardsService } from './awarding/awards.service.js';
import { MeetingsService } from './meetings/meetings.service.js';
import { ProtocolsService } from './protocols/protocols.service.js';
import { PublicationsService } from './publication/publications.service.js';
import { RankingsService } from './rankings/rankings.service.js';
import { ResultsReader } from './results.reader.js';
import * as schemas from './results.schemas.js';
import { WeighingsService } from './weighing/weighings.service.js';

const read = 'results:read';
const write = 'results:write';
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** Rankings for programs. */
@ApiController('nominations/:nomination/ranking')
export class RankingsController {
  constructor(private readonly rankings: RankingsService) {}

  @Get()
  @Describe({ summary: 'The latest ranking with every step', status: 200, scope: read, response: schemas.rankingView })
  async latest(@Param('nomination') id: string, @Req() request: FastifyRequest) {
    const actor = scopedActor(request, read);
    const ranking = await this.rankings.latest(actor, id);
    if (!ranking) throw new Refusal({ code: 'not-found' });
    return schemas.toRankingView(ranking, await this.rankings.hiddenFrom(actor));
  }

  @Post()
  @HttpCode(200)
  @Describe({ summary: 'Rank the submitted sheets', status: 200, scope: write, response: schemas.rankingView })
  async rank(@Param('nomination') id: string, @Req() request: FastifyRequest) {
    const actor = scopedActor(request, write);
    const ranking = await this.rankings.rank(actor, id);
    return schemas.toRankingView(ranking, await this.rankings.hiddenFrom(actor));
  }
}

/** What rankings are worth, for programs. */
@ApiController('nominations/:nomination/ranking/worth')
export class WorthController {
  constructor(private readonly weighings: WeighingsService) {}

  @Get()
  @Describe({
    summary: 'What the places of the latest ranking are worth, with the hashes of what it came from',
    status: 200,
    scope: read,
    response: schemas.worthView,
  })
  async latest(@Param('nomination') id: string, @Req() request: FastifyRequest) {
    const { weighing } = await this.weighings.latest(scopedActor(request, read), id);
    if (!weighing) throw new Refusal({ code: 'not-found' });
    return schemas.toWorthView(weighing);
  }

  @Post()
  @HttpCode(202)
  @Describe({
    summary: 'Have the latest ranking weighed; the answer is read from the same address when the work is done',
    status: 202,
    scope: write,
    response: schemas.weighTaskView,
  })
  async start(@Param('nomination') id: string, @Req() request: FastifyRequest) {
    const actor = scopedActor(request, write);
    const { id: taskId, state } = await this.weighings.start(actor, id);
    return { taskId, state };
  }
}

/** An open vote between equals, for programs. */
@ApiController('nominations/:nomination/open-votes')
export class OpenVotesController {
  constructor(private readonly rankings: RankingsService) {}

  @Post()
  @Describe({
    summary: 'Record an open vote between equals and rank again by it',
    status: 201,
    scope: write,
    response: schemas.rankingView,
  })
  async vote(
    @Param('nomination') id: string,
    @Body({ schema: schemas.openVoteSchema }) input: z.infer<typeof schemas.openVoteSchema>,
    @Req() request: FastifyRequest,
  ) {
    const actor = scopedActor(request, write);
    const ranking = await this.rankings.vote(actor, id, input);
    return schemas.toRankingView(ranking, await this.rankings.hiddenFrom(actor));
  }
}

/** What a body gives in the second phase, for programs. */
@ApiController('nominations/:nomination/ranking/ballots')
export class BodyBallotsController {
  constructor(private readonly rankings: RankingsService) {}

  @Post()
  @Describe({
    summary: 'Record the marks or votes of the second phase and rank again by them',
    status: 201,
    scope: write,
    response: schemas.rankingView,
  })
  async record(
    @Param('nomination') id: string,
    @Body({ schema: schemas.bodyBallotsSchema }) input: z.infer<typeof schemas.bodyBallotsSchema>,
    @Req() request: FastifyRequest,
  ) {
    const actor = scopedActor(request, write);
    const ballots = input.ballots.map(({ voterId, marks, order }) => ({
      voterId,
      ...(marks && { marks }),
      ...(order && { order }),
    }));
    const ranking = await this.rankings.recordBallots(actor, id, { ...input, ballots });
    return schemas.toRankingView(ranking, await this.rankings.hiddenFrom(actor));
  }
}

/** Sittings, decisions, protocols, signatures and publications for programs. */
@ApiController('cycles/:cycle')
export class ResultsController {
  constructor(
    private readonly reader: ResultsReader,
    private readonly meetings: MeetingsService,
    private readonly awards: AwardsService,
    private readonly protocols: ProtocolsService,
    private readonly publications: PublicationsService,
    private readonly clock: Clock,
  ) {}

  @Get('meetings')
  @Describe({ summary: 'Sittings', status: 200, scope: read, response: listOf(schemas.meetingView) })
  async listMeetings(@Param('cycle') cycle: string, @Req() request: FastifyRequest) {
    return { items: (await this.reader.meetings(scopedActor(request, read), cycle)).map(schemas.toMeetingView) };
  }

  @Post('meetings')
  @Describe({ summary: 'Record a sitting', status: 201, scope: write, response: schemas.meetingView })
  async convene(
    @Param('cycle') cycle: string,
    @Body({ schema: schemas.meetingSchema }) input: z.infer<typeof schemas.meetingSchema>,
    @Req() request: FastifyRequest,
  ) {
    return schemas.toMeetingView(await this.meetings.convene(scopedActor(request, write), cycle, input));
  }

  @Patch('meetings/:id')
  @Describe({
    summary: 'Correct a sitting until a protocol of it is signed',
    status: 200,
    scope: write,
    response: schemas.meetingView,
  })
  async editMeeting(
    @Param('id') id: string,
    @Body({ schema: schemas.meetingSchema }) input: z.infer<typeof schemas.meetingSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const edited = { ...input, version: expectedVersion(request) };
    return tagged(reply, schemas.toMeetingView(await this.meetings.edit(scopedActor(request, write), id, edited)));
  }

  @Get('awards')
  @Describe({ summary: 'Decisions on entries', status: 200, scope: read, response: listOf(schemas.awardView) })
  async listAwards(@Param('cycle') cycle: string, @Req() request: FastifyRequest) {
    return { items: (await this.reader.awards(scopedActor(request, read), cycle)).map(schemas.toAwardView) };
  }

  @Post('awards')
  @Describe({
    summary: 'Name winners or finalists of a nomination, or recommend an entry for replication',
    status: 201,
    scope: write,
    response: listOf(schemas.awardView),
  })
  async decide(
    @Body({ schema: schemas.namingSchema }) input: z.infer<typeof schemas.namingSchema>,
    @Req() request: FastifyRequest,
  ) {
    const actor = scopedActor(request, write);
    const awards =
      input.outcome === 'recommended'
        ? await this.awards.recommend(actor, { ...input, chosen: [input] })
        : await this.awards.name(actor, input);
    return { items: awards.map(schemas.toAwardView) };
  }

  @Delete('awards/:id')
  @HttpCode(204)
  @Describe({ summary: 'Take a decision back before it is published', status: 204, scope: write })
  async undo(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.awards.undo(scopedActor(request, write), id);
  }

  @Get('protocols')
  @Describe({
    summary: 'Protocols and their signatures',
    status: 200,
    scope: read,
    response: listOf(schemas.protocolView),
  })
  async listProtocols(@Param('cycle') cycle: string, @Req() request: FastifyRequest) {
    const { protocols, approvals } = await this.reader.publication(scopedActor(request, read), cycle);
    return { items: protocols.map((protocol) => schemas.toProtocolView(protocol, approvals)) };
  }

  @Post('protocols')
  @Describe({
    summary: 'Draw up the protocol of a sitting',
    status: 201,
    scope: write,
    response: schemas.protocolView,
  })
  async drawUp(
    @Body({ schema: schemas.drawUpSchema }) { meetingId }: z.infer<typeof schemas.drawUpSchema>,
    @Req() request: FastifyRequest,
  ) {
    return schemas.toProtocolView(await this.protocols.drawUp(scopedActor(request, write), meetingId), []);
  }

  @Get('protocols/:id')
  @Describe({
    summary: 'The machine-readable twin of a protocol',
    status: 200,
    scope: read,
    response: z.record(z.string(), z.unknown()),
  })
  async twin(@Param('id') id: string, @Req() request: FastifyRequest) {
    return (await this.protocols.read(scopedActor(request, read), id)).twin;
  }

  @Post('protocols/:id/approvals')
  @Describe({
    summary: 'Sign the protocol that has this hash',
    status: 201,
    scope: write,
    response: schemas.approvalView,
  })
  async approve(
    @Param('id') id: string,
    @Body({ schema: schemas.approveSchema }) { hash }: z.infer<typeof schemas.approveSchema>,
    @Req() request: FastifyRequest,
  ) {
    return schemas.toApprovalView(await this.protocols.approve(scopedActor(request, write), id, hash));
  }

  @Get('publications')
  @Describe({ summary: 'Publications', status: 200, scope: read, response: listOf(schemas.publicationView) })
  async listPublications(@Param('cycle') cycle: string, @Req() request: FastifyRequest) {
    const { publications } = await this.reader.publication(scopedActor(request, read), cycle);
    return { items: publications.map(schemas.toPublicationView) };
  }

  @Post('publications')
  @Describe({
    summary: 'Publish a protocol with two signatures, now or at an instant',
    status: 201,
    scope: write,
    response: schemas.publicationView,
  })
  async publish(
    @Body({ schema: schemas.publishSchema }) { protocolId, publishAt, reason }: z.infer<typeof schemas.publishSchema>,
    @Req() request: FastifyRequest,
  ) {
    const at = publishAt ? new Date(publishAt) : this.clock.now();
    const publication = await this.publications.publish(scopedActor(request, write), protocolId, {
      publishAt: at,
      reason,
    });
    return schemas.toPublicationView(publication);
  }
}
