import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { download, type Download } from '../../platform/http/pages/page.js';
import { actorOf } from '../../platform/http/request.js';
import { Printer } from '../../platform/paper/printer.js';
import { Recent } from '../../platform/recent.js';
import { blankPaper } from './blank-paper.js';
import { BlankReader } from './blank.reader.js';

/** What will be asked, on paper, before anything is typed: for everybody who may see the nomination. */
@Controller('cycles/:id/nominations/:nominationId')
export class BlankPages {
  /** Anybody may ask for one, so that each is printed once. */
  private readonly made = new Recent<Buffer>(40);

  constructor(
    private readonly reader: BlankReader,
    private readonly printer: Printer,
  ) {}

  @Get('blank.pdf')
  async blank(
    @Param('id') id: string,
    @Param('nominationId') nominationId: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const facts = await this.reader.blank(actorOf(request), id, nominationId);
    const { cycle, nomination, form, closesAt } = facts;
    const said = [nominationId, form.number, request.locale, cycle.title, nomination.title, closesAt?.getTime()];
    const bytes = await this.made.get(said.join('\n'), () =>
      this.printer.print(blankPaper(facts, { locale: request.locale, timeZone: cycle.timeZone })),
    );
    return download(bytes, `${nomination.code}-blank.pdf`, 'application/pdf');
  }
}
