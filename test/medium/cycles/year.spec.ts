import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { findStage } from '../../../src/cycles/stages/stages.queries.js';
import { CyclesService } from '../../../src/cycles/year/cycles.service.js';
import type { EditionInput } from '../../../src/cycles/editions/editions.schemas.js';
import { FormVersion } from '../../../src/cycles/forms/form-version.entity.js';
import { NominationsService } from '../../../src/cycles/nominations/nominations.service.js';
import { NoticesService } from '../../../src/cycles/stages/notices.service.js';
import { RegulationEdition } from '../../../src/cycles/editions/regulation-edition.entity.js';
import { CriteriaService } from '../../../src/cycles/criteria/criteria.service.js';
import { FormsService } from '../../../src/cycles/forms/forms.service.js';
import { RegulationService } from '../../../src/cycles/regulation/regulation.service.js';
import { StagesService } from '../../../src/cycles/stages/stages.service.js';
import { StageNotice } from '../../../src/cycles/stages/stage-notice.entity.js';
import { Stage } from '../../../src/cycles/stages/stage.entity.js';
import type { Actor } from '../../../src/domain/kernel/actor.js';
import type { FormField } from '../../../src/domain/cycles/form.js';
import { judgingRulesFrom } from '../../../src/domain/cycles/judging-rules.js';
import { plainRankingRule } from '../../../src/domain/ranking/ranking-rule.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { countQueries } from '../../support/count-queries.js';
import { startApp, type TestApp } from '../../support/app.js';
import { actorOf, given, type GivenCycle } from '../../support/given.js';

let app: TestApp;
let organizer: Actor & { userId: string };
let organizerEmail: string;
let cycles: CyclesService;
let criteria: CriteriaService;
let forms: FormsService;
let regulation: RegulationService;
let stages: StagesService;
let nominations: NominationsService;
let notices: NoticesService;
let year = 2040;

const edition: EditionInput = {
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
const criterion = {
  title: 'Эффект',
  guidance: '',
  weight: '1',
  scaleMin: '0',
  scaleMax: '10',
  scaleStep: '1',
  levels: [],
};
const titleField: FormField = { id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true };
const at = (text: string) => new Date(text);

const refusalOf = async (deed: Promise<unknown>): Promise<Refusal> => {
  const error: unknown = await deed.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Refusal) return error;
  throw error instanceof Error ? error : new Error('nothing was refused');
};

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

/** A cycle prepared by the verbs, ready to be announced; the intake is in March. */
async function prepared(): Promise<string> {
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

describe('announcing a cycle', () => {
  it('names everything that is missing and changes nothing', async () => {
    year += 1;
    const { id } = await cycles.draft(organizer, { year, title: 'Пустой', note: '' });
    const refusal = await refusalOf(cycles.announce(organizer, id));
    const named = 'problems' in refusal.detail ? refusal.detail.problems.map((problem) => problem.rule) : [];
    expect(named.sort()).toEqual([
      'cycle-no-criteria',
      'cycle-no-edition',
      'cycle-no-intake',
      'cycle-no-nominations',
      'cycle-no-review',
    ]);
    expect(await cycles.lint(organizer, id)).toHaveLength(5);
  });

  it('happens when nothing is missing, and then everybody sees it', async () => {
    const id = await prepared();
    const path = `cycles/${id}`;
    expect((await app.guest().api('GET', path)).statusCode).toBe(404);
    await cycles.announce(organizer, id);
    expect((await app.guest().api('GET', path)).json()).toMatchObject({ state: 'announced' });
    expect((await refusalOf(cycles.announce(organizer, id))).code).toBe('action-not-allowed');
  });

  it('is not for guests, experts or entrants', async () => {
    const id = await prepared();
    const stranger = actorOf(await given.user(app.em, { roles: [{ role: 'expert', cycleId: id }] }));
    expect((await refusalOf(cycles.announce(stranger, id))).code).toBe('forbidden');
  });
});

describe('rules', () => {
  it('may be edited in place until the intake begins', async () => {
    const id = await prepared();
    await cycles.announce(organizer, id);
    await regulation.regulate(organizer, id, { ...edition, reviewsPerEntry: 4 });
    const editions = await app.em.findBy(RegulationEdition, { cycleId: id });
    expect(editions.map(({ number, reviewsPerEntry }) => [number, reviewsPerEntry])).toEqual([[1, 4]]);
  });

  it('stand still from the first instant of the intake; only a new edition with a reason changes the counting', async () => {
    const id = await prepared();
    await cycles.announce(organizer, id);
    app.clock.moveTo('2026-03-01T00:00:00Z');
    expect((await refusalOf(criteria.add(organizer, id, criterion))).code).toBe('rules-frozen');
    expect((await refusalOf(regulation.regulate(organizer, id, { ...edition, reviewsPerEntry: 5 }))).code).toBe(
      'rules-frozen',
    );
    await regulation.regulate(organizer, id, { ...edition, reviewsPerEntry: 5, reason: 'Экспертов стало больше' });
    const editions = await app.em.find(RegulationEdition, { where: { cycleId: id }, order: { number: 'ASC' } });
    expect(editions.map(({ number, reviewsPerEntry, reason }) => [number, reviewsPerEntry, reason])).toEqual([
      [1, 3, ''],
      [2, 5, 'Экспертов стало больше'],
    ]);
  });

  it('let a nomination be reworded, but not given another quota, once the intake runs', async () => {
    const year2026 = await given.cycle(app.em, { nominations: [{ code: 'СБ', quotaPerRegion: 3 }] });
    const { id, code, title, allowedKinds } = year2026.nomination;
    const same = { id, version: 1, code, title, description: 'Яснее', allowedKinds, quotaPerRegion: 3, spheres: [] };
    await nominations.edit(organizer, year2026.cycle.id, same);
    const refusal = await refusalOf(
      nominations.edit(organizer, year2026.cycle.id, { ...same, version: 2, quotaPerRegion: 9 }),
    );
    expect(refusal.code).toBe('rules-frozen');
  });

  it('keep the form of an entry when the nomination gets a new one', async () => {
    const running = await given.cycle(app.em);
    const entry = await given.submittedEntry(app.em, running);
    const { id } = running.nomination;
    const fields: FormField[] = [titleField, { id: 'goal', type: 'textarea', label: { ru: 'Цель' } }];
    await forms.edit(organizer, running.cycle.id, { id, number: 1, fields });
    const versions = await app.em.find(FormVersion, { where: { nominationId: id }, order: { number: 'ASC' } });
    expect(versions.map(({ number, fields: asked }) => [number, asked.length])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(versions[0]!.id).toBe(entry.formVersionId);
  });

  it('refuse an edit that was begun from an older version', async () => {
    const id = await prepared();
    await cycles.edit(organizer, id, { version: 1, title: 'Первый', note: '' });
    expect((await refusalOf(cycles.edit(organizer, id, { version: 1, title: 'Второй', note: '' }))).code).toBe(
      'stale-edit',
    );
  });
});

describe('the end of a cycle', () => {
  it('that is called off after half of the intake is said to be known, and then nothing of it is open', async () => {
    const running = await given.cycle(app.em);
    const entry = await given.submittedEntry(app.em, running);
    const intake = await app.em.findOneByOrFail(Stage, { cycleId: running.cycle.id, kind: 'intake' });
    const half = new Date((intake.opensAt.getTime() + intake.closesAt.getTime()) / 2 + 1);
    const before = app.clock.now();
    app.clock.moveTo(half.toISOString());
    const cancel = (input: { reason: string; knowingly: boolean }) => cycles.cancel(organizer, running.cycle.id, input);
    expect((await refusalOf(cancel({ reason: ' ', knowingly: true }))).code).toBe('reason-required');
    expect((await refusalOf(cancel({ reason: 'Нет средств', knowingly: false }))).code).toBe('half-of-intake-passed');
    expect((await cancel({ reason: 'Нет средств', knowingly: true })).state).toBe('cancelled');
    expect((await refusalOf(cancel({ reason: 'Ещё раз', knowingly: true }))).code).toBe('action-not-allowed');
    const { items } = (await app.guest().api('GET', 'cycles')).json<{ items: { id: string }[] }>();
    expect(items.some(({ id }) => id === running.cycle.id)).toBe(false);
    expect(await findStage(app.em, entry.cycleId, 'intake')).toBeNull();
    const again = await cycles.draft(organizer, { year: running.cycle.year, title: 'Снова', note: '' });
    expect(again.year).toBe(running.cycle.year);
    app.clock.moveTo(before.toISOString());
  });

  it('that has taken place is completed on the page, and its rules change no more', async () => {
    const running = await given.cycle(app.em);
    const browser = await app.signIn(organizerEmail);
    const home = `/cycles/${running.cycle.id}`;
    expect((await browser.get(`${home}/ending`)).body).toContain('Завершить конкурс');
    expect((await browser.post(`${home}/complete`, {})).statusCode).toBe(303);
    expect((await browser.get(`${home}/ending`)).body).toContain('Конкурс уже закончен');
    expect((await browser.post(`${home}/complete`, {})).statusCode).toBe(409);
  });

  it('is not for those who only watch', async () => {
    const running = await given.cycle(app.em);
    const grants = [{ role: 'auditor' as const, cycleId: running.cycle.id, nominationId: null, regionCode: null }];
    const auditor = actorOf(await given.user(app.em), { grants });
    const deed = cycles.cancel(auditor, running.cycle.id, { reason: 'x', knowingly: true });
    expect((await refusalOf(deed)).code).toBe('forbidden');
  });
});

describe('the rules through the programming interface', () => {
  const asked = (fields: unknown[]) => ({ fields });

  it('give a nomination its form, version by version', async () => {
    const id = await prepared();
    const nomination = await nominations.add(organizer, id, {
      code: 'АПИ',
      title: 'Номинация',
      description: '',
      allowedKinds: [],
      quotaPerRegion: null,
      spheres: [],
    });
    const browser = await app.signIn(organizerEmail);
    const path = `cycles/${id}/nominations/${nomination.id}/form`;
    expect((await browser.api('GET', path)).statusCode).toBe(404);
    const put = (fields: unknown[], version: string) =>
      browser.api('PUT', path, asked(fields), { headers: { 'if-match': version } });
    expect((await browser.api('PUT', path, asked([titleField]))).statusCode).toBe(428);
    expect((await put([titleField], '"0"')).json()).toEqual({ number: 1, fields: [titleField] });
    expect((await put([titleField], '"0"')).json()).toMatchObject({ code: 'stale-edit' });
    const table = { id: 'results', type: 'table', label: { ru: 'Итоги' }, columns: [] };
    expect((await put([titleField, table], '"1"')).json()).toMatchObject({
      code: 'invalid-input',
      errors: [{ pointer: '/1/columns', rule: 'required' }],
    });
    expect((await put([{ ...titleField, type: 'hologram' }], '"1"')).statusCode).toBe(422);
    const read = await browser.api('GET', path);
    expect([read.headers.etag, read.json()]).toEqual(['"1"', { number: 1, fields: [titleField] }]);
  });

  it('write the regulation, and take away a stage and a criterion before the intake', async () => {
    const id = await prepared();
    const browser = await app.signIn(organizerEmail);
    const [written] = (await browser.api('GET', `cycles/${id}/editions`)).json<{ items: { version: number }[] }>()
      .items;
    const input = { ...edition, finalistsForeseen: 5 };
    const known = { headers: { 'if-match': `"${written!.version}"` } };
    const answer = await browser.api('PUT', `cycles/${id}/edition`, input, known);
    expect([answer.statusCode, answer.json().finalistsForeseen]).toEqual([200, 5]);
    expect((await browser.api('PUT', `cycles/${id}/edition`, input, known)).statusCode).toBe(409);
    const list = async (what: string) =>
      (await browser.api('GET', `cycles/${id}/${what}`)).json<{ items: { id: string }[] }>().items;
    for (const what of ['stages', 'criteria']) {
      const [first, ...rest] = await list(what);
      expect((await browser.api('DELETE', `cycles/${id}/${what}/${first!.id}`)).statusCode).toBe(204);
      expect(await list(what)).toEqual(rest);
    }
  });
});

describe('announcements of stages', () => {
  let running: GivenCycle;
  let intake: Stage;

  beforeEach(async () => {
    await app.em.query('DELETE FROM stage_notice');
    await app.em.query("DELETE FROM outbox_message WHERE type LIKE 'stage.%'");
    running = await given.cycle(app.em);
    intake = await app.em.findOneByOrFail(Stage, { cycleId: running.cycle.id, kind: 'intake' });
  });

  const told = async (): Promise<string[]> => {
    const rows: { kind: string }[] = await app.em.query(
      `SELECT payload->>'noticeKind' AS kind FROM outbox_message WHERE payload->>'stageId' = $1 AND type <> 'stage.moved' ORDER BY created_at, 1`,
      [intake.id],
    );
    return rows.map(({ kind }) => kind);
  };
  const noticeOf = (kind: StageNotice['kind']) => app.em.findOneByOrFail(StageNotice, { stageId: intake.id, kind });

  it('that are more than a day late are passed over in silence', async () => {
    await notices.plan();
    expect((await noticeOf('opens')).announcedAt).not.toBeNull();
    expect(await told()).toEqual([]);
  });

  it('are made once, whether the job runs twice, ten times at once, or the sweep does it', async () => {
    await notices.plan();
    app.clock.moveTo('2026-02-22T00:00:00Z');
    const { id } = await noticeOf('closes-in-7-days');
    await Promise.all(Array.from({ length: 10 }, () => notices.announce(id)));
    await notices.announce(id);
    await notices.plan();
    expect(await told()).toEqual(['closes-in-7-days']);
  });

  it('are not made before their instant, even when the job comes early', async () => {
    await notices.plan();
    app.clock.moveTo('2026-02-21T23:59:59Z');
    await notices.announce((await noticeOf('closes-in-7-days')).id);
    expect(await told()).toEqual([]);
  });

  it('move with the dates, and what was announced is not announced again', async () => {
    await notices.plan();
    app.clock.moveTo('2026-02-22T00:00:00Z');
    await notices.plan();
    const moved = { stageId: intake.id, version: 1, title: intake.title, opensAt: intake.opensAt };
    await stages.move(organizer, running.cycle.id, { ...moved, closesAt: at('2026-03-20T00:00:00Z') });
    expect((await noticeOf('closes')).dueAt).toEqual(at('2026-03-20T00:00:00Z'));
    expect((await noticeOf('closes-in-3-days')).dueAt).toEqual(at('2026-03-17T00:00:00Z'));
    for (const day of ['2026-03-01', '2026-03-13', '2026-03-17', '2026-03-19', '2026-03-20', '2026-03-21']) {
      app.clock.moveTo(`${day}T00:00:00Z`);
      await notices.plan();
    }
    expect(await told()).toEqual(['closes-in-7-days', 'closes-in-3-days', 'closes-in-1-day', 'closes']);
  });
});

describe('pages of the organizer', () => {
  it('take as many queries for many nominations and entries as for few', async () => {
    const small = await given.cycle(app.em);
    const codes = ['А', 'Б', 'В'].map((code) => ({ code }));
    const large = await given.cycle(app.em, { nominations: codes });
    for (const nomination of large.nominations)
      for (let count = 0; count < 3; count += 1) await given.submittedEntry(app.em, large, { nomination });
    const browser = await app.signIn(organizerEmail);
    const counts: number[] = [];
    await browser.get(`/cycles/${small.cycle.id}`);
    for (const { cycle } of [small, large]) {
      const queries = await countQueries(app.db.source, async () => {
        expect((await browser.get(`/cycles/${cycle.id}`)).statusCode).toBe(200);
      });
      counts.push(queries);
    }
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeLessThan(25);
  });

  it('rearrange the form without saving it, and save it as a new version', async () => {
    const running = await given.cycle(app.em);
    const page = `/cycles/${running.cycle.id}/nominations/${running.nomination.id}`;
    const browser = await app.signIn(organizerEmail);
    const first = {
      'fields.0.type': 'text',
      'fields.0.id': 'title',
      'fields.0.label': 'Название',
      'fields.0.required': 'on',
    };
    const added = await browser.post(`${page}/form`, { number: '1', ...first, newType: 'textarea', add: 'field' });
    expect(added.body).toContain('Ещё не записано');
    expect(added.body).toContain('name="fields.1.label"');
    const second = { 'fields.1.type': 'textarea', 'fields.1.id': 'goal', 'fields.1.label': 'Цель' };
    const moved = await browser.post(`${page}/form`, { number: '1', ...first, ...second, up: 'fields.1' });
    expect(moved.body.indexOf('value="goal"')).toBeLessThan(moved.body.indexOf('value="title"'));
    expect(await app.em.countBy(FormVersion, { nominationId: running.nomination.id })).toBe(1);
    expect((await browser.post(`${page}/form`, { number: '1', ...first, ...second })).statusCode).toBe(303);
    const saved = await app.em.findOneByOrFail(FormVersion, { nominationId: running.nomination.id, number: 2 });
    expect(saved.fields.map(({ id }) => id)).toEqual(['title', 'goal']);
  });

  it('show a refused edit again with what was typed', async () => {
    const running = await given.cycle(app.em);
    const browser = await app.signIn(organizerEmail);
    const stage = await app.em.findOneByOrFail(Stage, { cycleId: running.cycle.id, kind: 'review' });
    const sent = {
      stageId: stage.id,
      version: '1',
      title: 'Экспертиза практик',
      opensAt: '2026-05-02T00:00',
      closesAt: '2026-05-01T00:00',
    };
    const answer = await browser.post(`/cycles/${running.cycle.id}/stages/move`, sent);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('value="Экспертиза практик"');
    expect(answer.body).toContain('Конец должен быть позже начала.');
  });
});

describe('the rules of judging', () => {
  it('are written on their page as a part of the regulation, and later only as a new edition with a reason', async () => {
    const running = await given.cycle(app.em);
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${running.cycle.id}/judging-rules`;
    expect((await browser.get(page)).body).toContain('Конфликт интересов');
    const sent = {
      version: String(running.edition.version),
      region: 'yes',
      months: '36',
      answerDays: '10',
      mode: 'draw',
      minLoad: '2',
      perRegion: '1',
      perOrganisation: '',
      remarks: 'at-the-ends',
      remarkLength: '20',
      blind: ['organisation', 'region'],
      others: 'after-own',
      extraExpert: 'at-once',
      vacancies: 'by-plan',
      crossReviews: '3',
      crossLength: '550',
      crossUnfinished: 'noted',
      'confidentiality.version': '3',
      'confidentiality.text': 'Не разглашаю.',
    };
    app.clock.moveTo('2026-02-20T09:00:00Z');
    const frozen = await browser.post(page, sent);
    expect([frozen.statusCode, frozen.body.includes('value="36"')]).toEqual([409, true]);
    const faulty = await browser.post(page, { ...sent, reason: 'Решение', months: 'год', 'confidentiality.text': '' });
    expect([faulty.statusCode, faulty.body.includes('Впишите число')]).toEqual([422, true]);
    expect((await browser.post(page, { ...sent, reason: 'Решение оргкомитета' })).statusCode).toBe(303);
    const editions = await app.em.find(RegulationEdition, {
      where: { cycleId: running.cycle.id },
      order: { number: 'ASC' },
    });
    expect(editions.map(({ number, reason }) => [number, reason])).toEqual([
      [1, ''],
      [2, 'Решение оргкомитета'],
    ]);
    expect(editions[1]!.rankingRule).toEqual(editions[0]!.rankingRule);
    expect(judgingRulesFrom(editions[1]!.judgingRules)).toEqual({
      conflicts: { region: true, months: 36, relations: false },
      consents: [{ kind: 'confidentiality', version: '3', text: 'Не разглашаю.' }],
      answerDays: 10,
      assignment: { mode: 'draw', minLoad: 2, perRegion: 1, perOrganisation: null, connected: false },
      sheet: { remarks: 'at-the-ends', remarkLength: 20, training: false },
      blind: ['organisation', 'region'],
      others: 'after-own',
      extraExpert: 'at-once',
      vacancies: 'by-plan',
      expertsPublished: false,
      crossReview: {
        reviews: 3,
        commentLength: 550,
        grades: false,
        exempt: [],
        unfinished: 'noted',
        shownToExperts: false,
      },
    });
  });
});
