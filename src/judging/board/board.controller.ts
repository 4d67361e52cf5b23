import { ExpertsService } from '../experts/experts.service.js';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { BoardReader } from './board.reader.js';
import { BoardService } from './board.service.js';
import { DivergenceService } from '../divergence/divergence.service.js';
import { Get, Param, Query, Post, Put, Body } from '@nestjs/common';
import { boardView, termSchema, panelsSchema } from './board.schemas.js';
import { pageQuery, decodeCursor, inKey, pageOf } from '../../platform/http/paging.js';
import { z } from 'zod';

const read = 'judging:read';
const write = 'judging:write';

/** The board of the review for organizers' programs: progress, never a score. */
@ApiController('cycles/:id/evaluation-board')
export class BoardController {
  constructor(
    private readonly reader: BoardReader,
    private readonly board: BoardService,
    private readonly divergence: DivergenceService,
    private readonly invitations: ExpertsService,
  ) {}

  @Get()
  @Describe({ summary: 'Experts and how far each is, late ones first', scope: read, response: boardView })
  async experts(
    @Caller() actor: Caller,
    @Param('id') cycleId: string,
    @Query({ schema: pageQuery }) { cursor, limit }: z.infer<typeof pageQuery>,
  ): Promise<z.infer<typeof boardView>> {
    const { now, closesAt } = await this.reader.frame(actor, cycleId);
    const after = decodeCursor(cursor, [inKey.whole, inKey.whole, inKey.text, inKey.id]);
    const rows = await this.reader.experts({ cycleId, now, closesAt, q: '', after, limit: limit + 1 });
    return pageOf(
      rows,
      limit,
      (row) => [row.rank, row.submitted - row.assigned, row.name, row.expertId],
      ({ expertId, name, email, assigned, submitted, started, lastAt, dueAt, rank }) => ({
        expertId,
        name,
        email,
        assigned,
        submitted,
        started,
        lastAt: lastAt?.toISOString() ?? null,
        dueAt: (dueAt ?? closesAt)?.toISOString() ?? null,
        isLate: rank === 0,
      }),
    );
  }

  @Post('experts/:expert/nudge')
  @Describe({ summary: 'Remind an expert by mail, at most once a day', status: 204, scope: write })
  async nudge(@Caller() actor: Caller, @Param('id') id: string, @Param('expert') expertId: string) {
    await this.board.nudge(actor, id, expertId);
  }

  @Put('experts/:expert/term')
  @Describe({ summary: 'A personal term after the end of the review; null takes it back', status: 204, scope: write })
  async extend(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('expert') expertId: string,
    @Body({ schema: termSchema }) { dueAt }: z.infer<typeof termSchema>,
  ) {
    await this.board.extend(actor, id, expertId, dueAt);
  }

  @Put('experts/:expert/panels')
  @Describe({ summary: 'Nominations whose entries an expert may be given; none: all', status: 204, scope: write })
  async panels(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('expert') expertId: string,
    @Body({ schema: panelsSchema }) { nominationIds }: z.infer<typeof panelsSchema>,
  ) {
    await this.invitations.setPanels(actor, id, expertId, nominationIds);
  }

  @Post('divergences/:submission/extra-expert')
  @Describe({
    summary: 'One more expert for an entry whose sheets differ too much',
    scope: write,
    response: z.object({ assignmentId: z.uuid(), expertId: z.uuid() }),
  })
  async give(@Caller() actor: Caller, @Param('id') id: string, @Param('submission') submissionId: string) {
    const { id: assignmentId, expertId } = await this.divergence.give(actor, id, submissionId);
    return { assignmentId, expertId };
  }
}
