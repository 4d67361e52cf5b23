import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { organisationKinds } from '../../domain/accounts/organisation.js';
import { takeForm, type FormAgain, type FormBody } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { cycleFrame, troubleOf, type Trouble } from '../stages/cycle-frame.js';
import { CyclesReader } from '../regulation/cycles.reader.js';
import { nominationInput } from '../cycles.schemas.js';
import { editedFrom, editedOf, fieldsFrom, fieldTypes, rearranged, type EditedField } from '../forms/form-editor.js';
import { NominationsService } from './nominations.service.js';
import { pairsOf, wordsFrom } from '../counting/rules-forms.js';

const nominationForm = nominationInput.extend({
  version: z.coerce.number().int().optional(),
  allowedKinds: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((sent) => [sent ?? []].flat())
    .pipe(z.array(z.enum(organisationKinds))),
  spheres: z.string().max(4000).default('').transform(wordsFrom),
  quotaPerRegion: z
    .string()
    .default('')
    .transform((typed) => (typed.trim() ? Number(typed) : null))
    .pipe(z.number().int().min(1).max(1000).nullable()),
});
const formForm = z.object({ number: z.coerce.number().int() });

interface Attempt {
  values?: Record<string, unknown>;
  fields?: EditedField[];
  trouble?: Trouble;
}

/** Nominations of a cycle and the forms that entries answer. */
@Controller('cycles/:id/nominations')
export class NominationsPages {
  constructor(
    private readonly nominations: NominationsService,
    private readonly reader: CyclesReader,
  ) {}

  @Get()
  list(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.listPage(id, request, {});
  }

  @Post()
  add(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<View | Redirect> {
    return takeForm({
      schema: nominationForm,
      body,
      act: async ({ version: _version, ...input }) => {
        const made = await this.nominations.add(signedIn(request), id, input);
        return done(`/cycles/${id}/nominations/${made.id}`, 'cycles:done.nominationAdded');
      },
      again: (form) => this.listPage(id, request, attemptOf(form, request)),
    });
  }

  @Get(':nid')
  show(@Param('id') id: string, @Param('nid') nid: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, nid, request, {});
  }

  @Post(':nid')
  edit(
    @Param('id') id: string,
    @Param('nid') nid: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    return takeForm({
      schema: nominationForm,
      body,
      act: async ({ version = 0, ...input }) => {
        await this.nominations.edit(signedIn(request), id, { ...input, id: nid, version });
        return done(`/cycles/${id}/nominations/${nid}`, 'cycles:done.nominationEdited');
      },
      again: (form) => this.page(id, nid, request, attemptOf(form, request)),
    });
  }

  @Post(':nid/remove')
  async remove(@Param('id') id: string, @Param('nid') nid: string, @Req() request: FastifyRequest): Promise<Redirect> {
    await this.nominations.remove(signedIn(request), id, nid);
    return done(`/cycles/${id}/nominations`, 'cycles:done.nominationRemoved');
  }

  /** Saves the form, or shows it again rearranged: the same page without scripts. */
  @Post(':nid/form')
  editForm(
    @Param('id') id: string,
    @Param('nid') nid: string,
    @Body() body: FormBody,
    @Req() request: FastifyRequest,
  ): Promise<View | Redirect> {
    const edited = editedFrom(body);
    const moved = rearranged(edited, body);
    if (moved) return this.page(id, nid, request, { fields: moved });
    return takeForm({
      schema: formForm,
      body,
      act: async ({ number }) => {
        await this.nominations.editForm(signedIn(request), id, { id: nid, number, fields: fieldsFrom(edited) });
        return done(`/cycles/${id}/nominations/${nid}`, 'cycles:done.formSaved');
      },
      again: (form) => this.page(id, nid, request, { fields: edited, trouble: troubleOf(form, request) }),
    });
  }

  private async listPage(id: string, request: FastifyRequest, attempt: Attempt): Promise<View> {
    const rules = await this.reader.rules(signedIn(request), id);
    const t = translator(request.locale);
    return view('pages/cycles/nominations', {
      ...cycleFrame(request, rules, 'nominations'),
      trouble: attempt.trouble ?? null,
      errors: attempt.trouble?.errors ?? {},
      values: attempt.values ?? {},
      open: Boolean(attempt.values),
      mayAdd: rules.mayEdit && rules.frozenSince === null,
      kinds: pairsOf(organisationKinds, (kind) => t(`words:kind.${kind}`)),
      rows: rules.nominations.map(({ id: nid, code, title, quotaPerRegion, allowedKinds }) => {
        const form = rules.forms.get(nid);
        return {
          code,
          title,
          href: `/cycles/${id}/nominations/${nid}`,
          quota: quotaPerRegion,
          kinds: allowedKinds.map((kind) => t(`words:kind.${kind}`)).join('; '),
          form: form ? t('cycles:nominations.form', { n: form.fields.length, version: form.number }) : '',
        };
      }),
    });
  }

  private async page(id: string, nid: string, request: FastifyRequest, attempt: Attempt): Promise<View> {
    const actor = signedIn(request);
    const t = translator(request.locale);
    const rules = await this.reader.rules(actor, id);
    const { row, form } = await this.reader.nomination(actor, id, nid);
    const fields = attempt.fields ?? (form?.fields ?? []).map((field) => editedOf(field));
    return view('pages/cycles/nomination', {
      ...cycleFrame(request, rules, 'nominations'),
      heading: row.title,
      nid,
      crumbs: [{ href: `/cycles/${id}/nominations`, label: t('cycles:side.nominations') }, { label: row.code }],
      trouble: attempt.trouble ?? null,
      errors: attempt.trouble?.errors ?? {},
      values: attempt.values ?? { ...row, quotaPerRegion: row.quotaPerRegion ?? '', spheres: row.spheres.join(', ') },
      version: row.version,
      isFrozen: rules.frozenSince !== null,
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

const attemptOf = (form: FormAgain, request: FastifyRequest): Attempt => ({
  values: form.values,
  trouble: troubleOf(form, request),
});
