import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/kernel/refusal.js';
import { view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { changedFields, partsOf } from './changes-model.js';
import { readSections } from './entry-form-model.js';
import { fileRows, headOf } from './entry-model.js';
import { unsentOf } from './unsent-model.js';
import { SubmissionsReader } from './submissions.reader.js';

/** What was submitted, revision by revision, and what was typed since. */
@Controller('submissions/:id')
export class EntryRevisionsPages {
  constructor(private readonly reader: SubmissionsReader) {}

  /** What was typed since the revision in force: for those who write the entry. */
  @Get('changes')
  async changes(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    const page = await this.reader.page(signedIn(request), id);
    const unsent = unsentOf(page, request);
    if (!page.own || !unsent) throw new Refusal({ code: 'not-found' });
    return view('pages/submissions/writing/changes', {
      ...headOf(page, request, translator(request.locale)),
      unsent,
    });
  }

  @Get('revisions/:number')
  async revision(
    @Param('id') id: string,
    @Param('number') number: string,
    @Query('with') besides: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    const { locale } = request;
    const t = translator(locale);
    const wanted = { number: Number(number), besides: besides ? Number(besides) : null };
    const { entry, revision, form, revisions, other, own } = await this.reader.revision(signedIn(request), id, wanted);
    const attachments = await this.reader.filesOf(revision);
    return view('pages/submissions/writing/revision', {
      entry: {
        id,
        title: revision.title || t('submissions:untitled'),
        number: entry.registerNumber ?? '',
        nomination: entry.nomination.title,
      },
      own,
      revision: {
        number: revision.number,
        at: revision.submittedAt,
        hash: revision.contentHash,
        isInForce: revision.id === entry.revisionId,
        organisation: revision.organisation['name'],
        region: revision.organisation['regionName'],
      },
      sections: readSections(form.fields, revision.answers, locale),
      files: fileRows(
        { entry, unbared: new Map(), quarantined: await this.reader.quarantined(attachments), attachments },
        t,
      ),
      others: revisions
        .filter((one) => one.id !== revision.id)
        .map((one) => ({ number: one.number, at: one.submittedAt, chosen: one.id === other?.revision.id })),
      compared: other && {
        number: other.revision.number,
        title: partsOf(other.revision.title, revision.title),
        changed: changedFields(
          {
            before: other.revision,
            after: revision,
            beforeFields: other.form.fields,
            afterFields: form.fields,
          },
          locale,
        ),
      },
    });
  }
}
