import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { canonicalJson } from '../../domain/kernel/canonical.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Config } from '../../platform/config.js';
import { download, view, type Download, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { Printer } from '../../platform/paper/printer.js';
import { CONFIG } from '../../platform/tokens.js';
import { calendarFile } from '../../platform/web/calendar.js';
import { formatDeadline, formatRemaining } from '../../platform/web/format.js';
import { translator } from '../../platform/web/i18n.js';
import { entryPaper } from './entry-paper.js';
import { PapersReader, type PaperFacts } from './papers.reader.js';
import { arrivalWords, filesNamed, grouped, receiptRows } from './receipt-model.js';
import { recordingOf } from './recording.js';
import { revisionNumberFrom } from './revision-number.js';

const hour = 3_600_000;
const reminders = [3 * 24 * 60, 24 * 60, 120];

/** The papers of an entry: the receipt, the whole of it as a document, its content for a check, its deadline for a calendar. */
@Controller('submissions/:id')
export class PapersPages {
  constructor(
    private readonly reader: PapersReader,
    private readonly printer: Printer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('receipt')
  async receipt(
    @Param('id') id: string,
    @Query('revision') number: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const facts = await this.reader.submitted(signedIn(request), id, number ? revisionNumberFrom(number) : null);
    const { page, revision } = facts;
    const { entry, stages } = page;
    const t = translator(request.locale);
    const intake = stages.find((stage) => stage.kind === 'intake');
    const papers = `/submissions/${id}/revisions/${revision.number}`;
    return view('pages/submissions/papers/receipt', {
      entry: {
        id,
        title: revision.title || t('submissions:untitled'),
        number: entry.registerNumber,
        cycle: entry.cycle.title,
        generated: entry.generated,
      },
      arrival: arrivalWords(revision.submittedAt, page, request),
      recordedAt: recordingOf(revision),
      zone: entry.cycle.timeZone,
      rows: receiptRows(facts, request),
      files: filesNamed(facts, request.locale).map((file) => ({ ...file, hash: grouped(file.hash) })),
      hash: grouped(revision.contentHash),
      pdfHref: `${papers}/entry.pdf`,
      content: { href: `${papers}/content.json`, name: contentName(facts) },
      calendarHref: facts.deadline ? `/submissions/${id}/deadline.ics` : '',
      until: facts.deadline
        ? formatDeadline(facts.deadline, {
            locale: request.locale,
            timeZone: request.timeZone,
            closesIn: entry.cycle.timeZone,
            year: 'always',
          })
        : '',
      newer: entry.revisionId === revision.id ? '' : `/submissions/${id}/receipt`,
      left:
        intake && revision.submittedAt < intake.closesAt
          ? formatRemaining(revision.submittedAt, intake.closesAt, request.locale)
          : '',
    });
  }

  @Get('revisions/:number/entry.pdf')
  async paper(
    @Param('id') id: string,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const facts = await this.reader.submitted(signedIn(request), id, revisionNumberFrom(number));
    const bytes = await this.printer.print(entryPaper(facts, request));
    return download(bytes, `${facts.page.entry.registerNumber}-${facts.revision.number}.pdf`, 'application/pdf');
  }

  /** What was typed and not submitted, for those who write it. */
  @Get('draft.pdf')
  async draft(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Download> {
    const facts = await this.reader.working(signedIn(request), id);
    return download(await this.printer.print(entryPaper(facts, request)), 'draft.pdf', 'application/pdf');
  }

  /** Byte for byte what the hash is of. */
  @Get('revisions/:number/content.json')
  async content(
    @Param('id') id: string,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const found = await this.reader.content(signedIn(request), id, revisionNumberFrom(number));
    return download(canonicalJson(found.content), nameOf(found.entry, found.revision), 'application/json');
  }

  /** The deadline that counts for this entry. Refuses `not-found` where nothing may be changed any more. */
  @Get('deadline.ics')
  async deadline(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Download> {
    const { page, deadline, title } = await this.reader.working(signedIn(request), id);
    if (!deadline) throw new Refusal({ code: 'not-found' });
    const t = translator(request.locale);
    const { entry } = page;
    const zone = entry.cycle.timeZone;
    const words = { title: title || t('submissions:untitled'), cycle: entry.cycle.title };
    const at = formatDeadline(deadline, { locale: request.locale, timeZone: zone, closesIn: zone, year: 'always' });
    const file = calendarFile({
      uid: `entry-${id}@${new URL(this.config.publicUrl).hostname}`,
      sequence: entry.version,
      writtenAt: page.now,
      startsAt: new Date(deadline.getTime() - hour),
      endsAt: deadline,
      summary: t(entry.state === 'returned' ? 'papers:calendar.returned' : 'papers:calendar.intake', words),
      description: t('papers:calendar.text', { ...words, at }),
      url: `${this.config.publicUrl}/submissions/${id}`,
      reminders,
    });
    return download(file, 'deadline.ics', 'text/calendar; charset=utf-8');
  }
}

const nameOf = ({ registerNumber }: { registerNumber: string | null }, { number }: { number: number }): string =>
  `${registerNumber ?? 'entry'}-${number}.json`;
const contentName = ({ page, revision }: PaperFacts): string => nameOf(page.entry, revision ?? { number: 0 });
