import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { CriteriaService } from '../../src/cycles/criteria/criteria.service.js';
import type { EditionInput } from '../../src/cycles/editions/editions.schemas.js';
import { FormsService } from '../../src/cycles/forms/forms.service.js';
import { NominationsService } from '../../src/cycles/nominations/nominations.service.js';
import { RegulationService } from '../../src/cycles/regulation/regulation.service.js';
import { NoticesService } from '../../src/cycles/stages/notices.service.js';
import { StagesService } from '../../src/cycles/stages/stages.service.js';
import { CyclesService } from '../../src/cycles/year/cycles.service.js';
import type { FormField } from '../../src/domain/cycles/form.js';
import type { Person } from '../../src/domain/kernel/actor.js';
import { Refusal } from '../../src/domain/kernel/refusal.js';
import { plainRankingRule } from '../../src/domain/ranking/ranking-rule.js';
import { startApp, type TestApp } from './app.js';
import { actorOf, given } from './given.js';

/** What the specs share in which a year is prepared; `useCycles` starts the program for them. */
export let app: TestApp;
export let organizer: Person;
export let organizerEmail: string;
export let cycles: CyclesService;
export let criteria: CriteriaService;
export let forms: FormsService;
export let regulation: RegulationService;
export let stages: StagesService;
export let nominations: NominationsService;
export let notices: NoticesService;
let year = 2040;

export const edition: EditionInput = {
  protocolNumber: '2',
  protocolOn: '2026-01-15',
  text: '',
  reviewsPerEntry: 3,
  revisionWorkingDays: 5,
  quorum: 'majority',
  finalistsForeseen: 3,
  winnersForeseen: 1,
  rankingRule: { ...plainRankingRule, minSheets: 3 },
  reason: '',
};
export const criterion = {
  title: 'Эффект',
  guidance: '',
  weight: '1',
  scaleMin: '0',
  scaleMax: '10',
  scaleStep: '1',
  levels: [],
};
export const titleField: FormField = { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true };
export const at = (text: string) => new Date(text);

/** The refusal that a deed ends with. */
export const refusalOf = async (deed: Promise<unknown>): Promise<Refusal> => {
  const error: unknown = await deed.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Refusal) return error;
  throw error instanceof Error ? error : new Error('nothing was refused');
};

/** Starts the program for a spec, before each test at the same instant and with no cycle announced, and stops it after. */
export function useCycles(): void {
  beforeAll(async () => {
    app = await startApp();
    cycles = app.nest.get(CyclesService);
    criteria = app.nest.get(CriteriaService);
    forms = app.nest.get(FormsService);
    regulation = app.nest.get(RegulationService);
    stages = app.nest.get(StagesService);
    nominations = app.nest.get(NominationsService);
    notices = app.nest.get(NoticesService);
    const user = await given.user(app.em, { roles: [{ role: 'organizer' }] });
    organizerEmail = user.email;
    const grants = [{ role: 'organizer' as const, cycleId: null, nominationId: null, regionCode: null }];
    organizer = actorOf(user, { grants });
  });
  afterAll(() => app.close());

  beforeEach(async () => {
    app.clock.moveTo('2026-02-10T09:00:00Z');
    await app.em.query('UPDATE cycle SET state = $1 WHERE state = $2', ['completed', 'announced']);
  });
}

/** A cycle prepared by the verbs, ready to be announced; the intake is in March. */
export async function prepared(): Promise<string> {
  year += 1;
  const { id } = await cycles.draft(organizer, { year, title: 'Конкурс', note: '' });
  const stage = (kind: 'intake' | 'review', from: string, to: string) =>
    stages.add(organizer, id, { kind, title: kind, opensAt: at(from), closesAt: at(to) });
  await stage('intake', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z');
  await stage('review', '2026-04-02T00:00:00Z', '2026-05-01T00:00:00Z');
  await criteria.add(organizer, id, criterion);
  await regulation.regulate(organizer, id, edition);
  const nomination = {
    code: 'СБ',
    title: 'Благополучие',
    description: '',
    allowedKinds: [],
    quotaPerRegion: 3,
    spheres: [],
  };
  const { id: nominationId } = await nominations.add(organizer, id, nomination);
  await forms.edit(organizer, id, { id: nominationId, number: 0, fields: [titleField] });
  return id;
}
