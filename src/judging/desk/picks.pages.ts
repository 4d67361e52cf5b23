import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { pickOf } from '../../domain/ranking/criterion-kind.js';
import { pickProblems, type PickedEntry } from '../../domain/judging/picks.js';
import type { Refusal } from '../../domain/kernel/refusal.js';
import { anyForm, takeForm, type FormBody } from '../../platform/http/pages/forms.js';
import { done, view, type View } from '../../platform/http/pages/page.js';
import { problemOf } from '../../platform/http/problems/problem.js';
import { signedIn } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import { DeskReader, type OwnSheetRow } from './desk.reader.js';
import { EvaluationsService, type PickInput } from '../writing/evaluations.service.js';
import { ExpertsReader } from '../experts/experts.reader.js';
import { columnNote, pickChoices, pickWords, type Pick } from '../sheets/pick-model.js';
import type { QueueItem } from './queue.queries.js';

/** A criterion of places or votes. */
interface PickCriterion {
  id: string;
  title: string;
  guidance: string;
  kind: Pick;
}

interface Row {
  item: QueueItem;
  sheet: OwnSheetRow['sheet'] | null;
}

/** Places and votes of an expert: the own entries of each nomination side by side. */
@Controller('judging/:expert/places')
export class PicksPages {
  constructor(
    private readonly desks: DeskReader,
    private readonly evaluations: EvaluationsService,
    private readonly reader: ExpertsReader,
  ) {}

  @Get()
  show(@Param('expert') expertId: string, @Req() request: FastifyRequest): Promise<View> {
    return this.page(expertId, request, null, null);
  }

  @Post()
  save(@Param('expert') expertId: string, @Body() body: FormBody, @Req() request: FastifyRequest) {
    const picks = picksFrom(body);
    return takeForm(request, anyForm, {
      act: (_form, actor) => this.evaluations.pick(actor, expertId, picks),
      after: (n) => done(`/judging/${expertId}/places`, 'judging:pick.saved', { n }),
      again: ({ refusal }) => this.page(expertId, request, picks, refusal),
    });
  }

  private async page(
    expertId: string,
    request: FastifyRequest,
    typed: readonly PickInput[] | null,
    refusal: Refusal | null,
  ): Promise<View> {
    const { locale, timeZone } = request;
    const t = translator(locale);
    const actor = signedIn(request);
    const expert = await this.reader.ownExpert(actor, expertId);
    const { sheets, rules, queue } = await this.desks.ownSheets(actor, expertId);
    const bySheet = new Map(sheets.map(({ item, sheet }) => [item.assignmentId, sheet]));
    const typedBy = new Map((typed ?? []).map(({ assignmentId, scores }) => [assignmentId, scores]));
    const rows = queue.map((item) => ({ item, sheet: bySheet.get(item.assignmentId) ?? null }));
    const criteria = rules.criteria.flatMap(({ id, title, guidance, kind }): PickCriterion[] => {
      const pick = pickOf(kind);
      return pick ? [{ id, title, guidance, kind: pick }] : [];
    });
    const given = ({ item, sheet }: Row, id: string) => typedBy.get(item.assignmentId)?.[id] ?? sheet?.scores[id] ?? '';
    return view('pages/judging/desk/places', {
      id: expertId,
      cycle: expert.cycle.title,
      refusal: refusal && problemOf(refusal, { locale, timeZone, requestId: request.id }),
      versions: rows
        .filter(({ sheet }) => sheet?.state !== 'submitted')
        .map(({ item, sheet }) => ({ name: `version-${item.assignmentId}`, value: String(sheet?.version ?? 0) })),
      mayChange: rows.some(({ sheet }) => sheet?.state !== 'submitted'),
      guidance: criteria.map(({ title, guidance }) => ({ term: title, value: guidance })).filter(({ value }) => value),
      groups: groupsOf(criteria, rows, given, t),
    });
  }
}

type Given = (row: Row, criterionId: string) => string;

/** A table for each nomination: the entries by the first criterion's places, the others as they stand in the queue. */
function groupsOf(criteria: readonly PickCriterion[], rows: readonly Row[], given: Given, t: Translator) {
  const [first] = criteria;
  if (!first) return [];
  const nominations = [...new Set(rows.map(({ item }) => item.nomination))];
  return nominations.map((nomination) => {
    const own = rows
      .filter(({ item }) => item.nomination === nomination)
      .sort(
        (a, b) =>
          Number(given(b, first.id) || -1) - Number(given(a, first.id) || -1) || a.item.position - b.item.position,
      );
    const all = own.map((row) => ({
      registerNumber: row.item.registerNumber,
      scores: Object.fromEntries(criteria.map(({ id }) => [id, given(row, id)])),
    }));
    return {
      nomination,
      columns: criteria.map(({ id, title, kind }) => ({
        title,
        note: columnNote({ id, kind }, all, t),
      })),
      rows: own.map((row) => ({
        href: `/judging/desk/${row.item.assignmentId}`,
        title: row.item.title,
        registerNumber: row.item.registerNumber,
        frozen: row.sheet?.state === 'submitted',
        cells: criteria.map((criterion) => cellOf(criterion, row, { given, all }, t)),
      })),
    };
  });
}

function cellOf(
  { id, title, kind }: PickCriterion,
  row: Row,
  { given, all }: { given: Given; all: readonly PickedEntry[] },
  t: Translator,
) {
  const points = given(row, id);
  const others = all.filter(({ registerNumber }) => registerNumber !== row.item.registerNumber);
  const [apart] = points ? pickProblems({ [id]: points }, others, [{ id, title, kind }]) : [];
  return {
    column: title,
    frozen: row.sheet?.state === 'submitted' ? pickWords(points, kind, t) : '',
    name: `pick-${row.item.assignmentId}-${id}`,
    label: `${title}: ${row.item.title}`,
    value: points,
    error: apart ? t(`judging:pick.apart.${kind.kind}`) : '',
    choices: pickChoices(id, kind, [], t).map(({ value, words }) => ({ value, label: words })),
  };
}

/** `pick-ASSIGNMENT-CRITERION` by sheet, with the version that the page began from. */
function picksFrom(body: FormBody): PickInput[] {
  const picks = new Map<string, PickInput>();
  const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
  const pattern = new RegExp(`^pick-(${uuid})-(${uuid})$`);
  for (const [name, value] of Object.entries(body)) {
    const [, assignmentId, criterion] = pattern.exec(name) ?? [];
    if (!assignmentId || !criterion || typeof value !== 'string') continue;
    const pick = picks.get(assignmentId) ?? {
      assignmentId,
      version: Number(body[`version-${assignmentId}`] ?? 0),
      scores: {},
    };
    pick.scores[criterion] = value;
    picks.set(assignmentId, pick);
  }
  return [...picks.values()];
}
