import { ApiController, Describe } from '../../platform/http/api/api.js';
import { Caller } from '../../platform/http/api/caller.js';
import { ExpertsService } from '../experts/experts.service.js';
import { JuryListReader } from './jury-list.reader.js';
import { Get, Param, Post, Body } from '@nestjs/common';
import { expertRow, toExpertView, expertView, inviteSchema } from './jury-list.schemas.js';
import { z } from 'zod';

const read = 'judging:read';
const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const write = 'judging:write';

/** The jury of a cycle, for organizers' programs. No scores are here. */
@ApiController('cycles/:id')
export class JuriesController {
  constructor(
    private readonly invitations: ExpertsService,
    private readonly reader: JuryListReader,
  ) {}

  @Get('experts')
  @Describe({ summary: 'Experts and how far each is', scope: read, response: items(expertRow) })
  async experts(@Caller() actor: Caller, @Param('id') id: string) {
    const { rows } = await this.reader.experts(actor, id);
    return {
      items: rows.map(({ expert, assigned, submitted, conflicts }) => {
        const { name, email } = expert.user;
        return { ...toExpertView(expert), name, email, assigned, submitted, conflicts };
      }),
    };
  }

  @Post('experts')
  @Describe({ summary: 'Invite an expert by mail', scope: write, response: expertView })
  async invite(
    @Caller() actor: Caller,
    @Param('id') id: string,
    @Body({ schema: inviteSchema }) { locale, ...input }: z.infer<typeof inviteSchema>,
  ) {
    return toExpertView(await this.invitations.invite(actor, id, { ...input, ...(locale && { locale }) }));
  }
}
