import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { organisationKinds } from '../../domain/accounts/organisation.js';
import { takeForm, type FormBody } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { endingOf, usualTypes } from '../../platform/files/files.js';
import { translator } from '../../platform/web/i18n.js';
import { pairsOf } from '../../platform/web/options.js';
import { nominationForm } from '../nominations/nomination-form.js';
import { NominationsService } from '../nominations/nominations.service.js';
import { attemptOf, cycleFrame, troubleOf, type Trouble } from '../stages/cycle-frame-model.js';
import { CycleFrameReader } from '../stages/cycle-frame.reader.js';
import { formFieldsOf } from '../forms/form.schemas.js';
import { editedFrom, editedOf, fieldsFrom, fieldTypes, rearranged, type EditedField } from '../forms/form-editor.js';
import { FormsReader } from '../forms/forms.reader.js';
import { FormsService } from '../forms/forms.service.js';

const formForm = z.object({ number: z.coerce.number().int() });

interface Attempt {
  values?: Record<string, unknown>;
  fields?: EditedField[];
  trouble?: Trouble;
}

/** One nomination and the form that its entries answer. */
@Controller('cycles/:id/nominations/:nid')
export class NominationPages {
  constructor(
    private readonly nominations: NominationsService,
    private readonly forms: FormsService,
    private readonly reader: FormsReader,
    private readonly frames: CycleFrameReader,
  ) {}

  @Get()
  show(@Param('id') id: string, @Param('nid') nid: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, nid, request, {});
  }

  @Post()
  edit(@Param('id') id: string, @Param('nid') nid: string, @Req() request: FastifyRequest) {
    return takeForm(request, nominationForm, {
      act: ({ version = 0, ...input }, actor) => this.nominations.edit(actor, id, { ...input, id: nid, version }),
      after: () => done(`/cycles/${id}/nominations/${nid}`, 'cycles:done.nominationEdited'),
      again: (form) => this.page(id, nid, request, attemptOf(form, request)),
    });
  }

  /** Saves the form, or shows it again rearranged: the same page without scripts. */
  @Post('form')
  editForm(@Param('id') id: string, @Param('nid') nid: string, @Body() body: FormBody, @Req() request: FastifyRequest) {
    const edited = editedFrom(body);
    const moved = rearranged(edited, body);
    if (moved) return this.page(id, nid, request, { fields: moved });
    return takeForm(request, formForm, {
      act: ({ number }, actor) =>
        this.forms.edit(actor, id, { id: nid, number, fields: formFieldsOf(fieldsFrom(edited)) }),
      after: () => done(`/cycles/${id}/nominations/${nid}`, 'cycles:done.formSaved'),
      again: (form) => this.page(id, nid, request, { fields: edited, trouble: troubleOf(form, request) }),
    });
  }

  private async page(id: string, nid: string, request: FastifyRequest, attempt: Attempt): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const frame = await this.frames.frame(actor, id);
    const { row, form } = await this.reader.nomination(actor, id, nid);
    const fields = attempt.fields ?? (form?.fields ?? []).map((field) => editedOf(field));
    return view('pages/cycles/nomination-editor/nomination', {
      ...cycleFrame(request, frame, 'nominations'),
      heading: row.title,
      nid,
      crumbs: [{ href: `/cycles/${id}/nominations`, label: t('cycles:side.nominations') }, { label: row.code }],
      trouble: attempt.trouble ?? null,
      errors: attempt.trouble?.errors ?? {},
      values: attempt.values ?? { ...row, quotaPerRegion: row.quotaPerRegion ?? '', spheres: row.spheres.join(', ') },
      version: row.version,
      isFrozen: frame.frozenSince !== null,
      kinds: pairsOf(organisationKinds, (kind) => t(`words:kind.${kind}`)),
      number: form?.number ?? 0,
      unsaved: Boolean(attempt.fields) && !attempt.trouble,
      fields: fields.map((field, index) => ({
        ...field,
        name: `fields.${index}`,
        index,
        first: index === 0,
        last: index === fields.length - 1,
        typeWord: t(`cycles:type.${field.type}`),
        hasLength: ['text', 'textarea', 'list'].includes(field.type),
        isFiles: field.type === 'files',
        kinds: [...new Set([...usualTypes, ...field.allowed])].map((type, at) => ({
          value: type,
          id: `fields-${index}-allowed-${at}`,
          label: endingOf(type),
          checked: field.allowed.includes(type),
        })),
        linesLabel:
          field.type === 'table'
            ? t('cycles:form.columns')
            : ['select', 'multiselect'].includes(field.type)
              ? t('cycles:form.options')
              : '',
        linesHint: field.type === 'table' ? t('cycles:form.columnsHint') : t('cycles:form.optionsHint'),
        startsStep: field.step !== '' && field.step !== fields[index - 1]?.step,
        open: field.label === '',
      })),
      types: pairsOf(fieldTypes, (type) => t(`cycles:type.${type}`)),
    });
  }
}
