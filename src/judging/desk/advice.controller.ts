import { z } from 'zod';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { DeskReader } from './desk.reader.js';
import { Get, Param } from '@nestjs/common';
import { adviceView } from './desk.schemas.js';

const read = 'judging:read';
const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** What entrants wrote about an entry, for the expert who judges it. */
@ApiController('evaluations')
export class AdviceController {
  constructor(private readonly desks: DeskReader) {}

  @Get(':assignmentId/cross-reviews')
  @Describe({
    summary: 'Comments on the entry, once the own sheet is submitted and where the rules show them',
    scope: read,
    response: items(adviceView),
  })
  async advice(@Caller() actor: Caller, @Param('assignmentId') id: string) {
    return { items: (await this.desks.desk(actor, id)).advice };
  }
}
