import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { gates, kindNames, plainKind, traitsOf, type CriterionKind } from '../../domain/ranking/criterion-kind.js';
import { takeForm } from '../../platform/http/pages/forms.js';
import { done, view, type Redirect, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { attemptOf, cycleFrame, type Attempt } from '../stages/cycle-frame-model.js';
import { CriteriaReader } from './criteria.reader.js';
import { CycleFrameReader } from '../stages/cycle-frame.reader.js';
import { criterionInput } from './criteria.schemas.js';
import { kindFormOf, shownKind } from './criterion-kind-form.js';
import { askedWords } from './criterion-words.js';
import { levelLines, levelsFrom, namedLevelLines, namedLevelsFrom } from './level-lines.js';
import { pairsOf } from '../../platform/web/options.js';
import { CriteriaService } from './criteria.service.js';

/** The places that an expert gives where the form says nothing: from ten points down to one. */
const usualTop = 10;
const kindFields = {
  kind: z.enum(kindNames).default(plainKind),
  gate: z.enum(gates).default('none'),
  named: z.string().default('').transform(namedLevelsFrom),
  picks: z.union([z.literal('').transform(() => null), z.coerce.number().int().min(1).max(1000)]).default(null),
};

const kindFrom = ({ kind, ...fields }: z.output<z.ZodObject<typeof kindFields>>): CriterionKind =>
  kindFormOf(kind).read({ ...fields, top: usualTop });

const criterionForm = criterionInput
  .omit({ kind: true })
  .extend({
    levels: z.string().default('').transform(levelsFrom),
    id: z.uuid().optional(),
    version: z.coerce.number().int().optional(),
    ...kindFields,
  })
  .transform(({ kind, gate, named, picks, ...rest }) => ({ ...rest, kind: kindFrom({ kind, gate, named, picks }) }));
const kindForm = z
  .object({ ...kindFields, reason: z.string().max(1000).default('') })
  .transform(({ reason, ...fields }) => ({ kind: kindFrom(fields), reason }));

/** Criteria of a cycle: what is judged, on which scale, with which weight. */
@Controller('cycles/:id/criteria')
export class CriteriaPages {
  constructor(
    private readonly criteria: CriteriaService,
    private readonly reader: CriteriaReader,
    private readonly frames: CycleFrameReader,
  ) {}

  @Get()
  show(@Param('id') id: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(id, request, null);
  }

  @Post()
  setCriterion(@Param('id') id: string, @Req() request: FastifyRequest) {
    return takeForm(request, criterionForm, {
      act: async ({ id: criterionId, version: known, ...input }, actor) => {
        if (criterionId) await this.criteria.edit(actor, id, { ...input, id: criterionId, version: known ?? 0 });
        else await this.criteria.add(actor, id, input);
      },
      after: (_none, { id: criterionId }) =>
        done(`/cycles/${id}/criteria`, criterionId ? 'cycles:done.criterionEdited' : 'cycles:done.criterionAdded'),
      again: (form) => this.page(id, request, attemptOf(form, request)),
    });
  }

  /** The kind alone, for rules that are frozen: a new edition with a reason. */
  @Post(':criterionId/kind')
  setKind(@Param('id') id: string, @Param('criterionId') criterionId: string, @Req() request: FastifyRequest) {
    return takeForm(request, kindForm, {
      act: (input, actor) => this.criteria.setKind(actor, id, { ...input, id: criterionId }),
      after: () => done(`/cycles/${id}/criteria`, 'cycles:done.criterionEdited'),
      again: (form) => {
        const attempt = attemptOf(form, request);
        return this.page(id, request, { ...attempt, values: { ...attempt.values, id: criterionId } });
      },
    });
  }

  @Post(':criterionId/remove')
  async removeCriterion(
    @Param('id') id: string,
    @Param('criterionId') criterionId: string,
    @Req() request: FastifyRequest,
  ): Promise<Redirect> {
    await this.criteria.remove(signedIn(request), id, criterionId);
    return done(`/cycles/${id}/criteria`, 'cycles:done.criterionRemoved');
  }

  private async page(id: string, request: FastifyRequest, attempt: Attempt | null): Promise<View> {
    const actor = signedIn(request);
    const frame = await this.frames.frame(actor, id);
    const t = translator(request.locale);
    const attempted = attempt?.values['id'];
    const rows = (await this.reader.list(actor, id)).map((criterion) => {
      const saved = { ...criterion, levels: levelLines(criterion.levels), ...kindValues(criterion.kind) };
      const isAttempted = attempted === criterion.id;
      const { gate } = shownKind(criterion.kind);
      return {
        criterionId: criterion.id,
        version: criterion.version,
        title: criterion.title,
        guidance: criterion.guidance,
        weight: criterion.weight,
        kind: askedWords(criterion.kind, t),
        scale: traitsOf(criterion.kind).field === 'scale' ? `${criterion.scaleMin}–${criterion.scaleMax}` : '',
        gate: gate !== 'none' ? `${t('cycles:criteria.gate')}: ${t(`cycles:criteria.gate.${gate}`)}` : '',
        named: traitsOf(criterion.kind).named(criterion.kind) ?? [],
        levels: criterion.levels.map(({ from, to, text }) => ({ range: from === to ? from : `${from}–${to}`, text })),
        values: isAttempted ? { ...saved, ...attempt!.values } : saved,
        errors: isAttempted ? attempt!.trouble.errors : {},
        open: isAttempted,
      };
    });
    const isNew = attempt !== null && !attempted;
    const isFrozen = frame.frozenSince !== null;
    return view('pages/cycles/criteria/criteria', {
      ...cycleFrame(request, frame, 'criteria'),
      trouble: attempt?.trouble ?? null,
      rows,
      mayChange: frame.mayEdit && !isFrozen,
      mayAmend: frame.mayEdit && isFrozen,
      options: {
        kind: pairsOf(kindNames, (kind) => t(`cycles:criteria.kind.${kind}`)),
        gate: pairsOf(gates, (gate) => t(`cycles:criteria.gate.${gate}`)),
      },
      fresh: {
        values: isNew
          ? attempt.values
          : { scaleMin: '0', scaleMax: '10', scaleStep: '1', kind: plainKind, gate: 'none' },
        errors: isNew ? attempt.trouble.errors : {},
        open: isNew,
      },
    });
  }
}

/** The form's names with the values of the kind. */
function kindValues(kind: CriterionKind) {
  const { named, picks, ...rest } = shownKind(kind);
  return { ...rest, named: namedLevelLines(named), picks: String(picks ?? '') };
}
