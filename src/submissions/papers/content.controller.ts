import { Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { revisionNumberFrom } from './revision-number.js';
import { PapersReader } from './papers.reader.js';

const contentView = z.looseObject({ answers: z.record(z.string(), z.unknown()) });

/** What was submitted, for programs that check its hash. */
@ApiController('submissions')
export class ContentController {
  constructor(private readonly reader: PapersReader) {}

  @Get(':id/revisions/:number/content')
  @Describe({
    id: 'Submissions.content',
    summary: 'The content of a revision: the SHA-256 of the bytes of this answer is its hash',
    scope: 'submissions:read',
    response: contentView,
  })
  async content(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Param('number') number: string,
  ): Promise<z.infer<typeof contentView>> {
    const { content } = await this.reader.content(actor, id, revisionNumberFrom(number));
    // In the order of canonical JSON, so that its bytes are the answer's.
    return JSON.parse(canonicalJson(content)) as z.infer<typeof contentView>;
  }
}
