import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { NamedOutcome } from '../../src/domain/results/decisions/award.js';
import { newId } from '../../src/platform/ids.js';
import { Award } from '../../src/results/awards/award.entity.js';
import { AwardsService } from '../../src/results/awarding/awards.service.js';
import { verifyProtocol } from '../../src/results/file-cycle/verify.js';
import { NotAwarded } from '../../src/results/awards/not-awarded.entity.js';
import { protocolPdf } from '../../src/results/protocol-paper/protocol-pdf.js';
import type { Protocol } from '../../src/results/protocols/protocol.entity.js';
import { ProtocolsService } from '../../src/results/protocols/protocols.service.js';
import { PublicationsService } from '../../src/results/publication/publications.service.js';
import { ScenariosService } from '../../src/results/scenarios/scenarios.service.js';
import { WithdrawalsService } from '../../src/results/withdrawals/withdrawals.service.js';
import { Submission } from '../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../support/app.js';
import { codeOf, convene, judgedEntries, personOf, rankAll, ruleDecisions, type Person } from '../support/decisions.js';
import { given, type GivenCycle } from '../support/given.js';

let app: TestApp;
let year: GivenCycle;
let entries: Submission[];
let organizer: Person;
let organizerEmail: string;
let chair: Person;
let meetingId: string;
let awards: AwardsService;
let protocols: ProtocolsService;
let withdrawals: WithdrawalsService;

const allKinds = ['winner', 'laureate', 'runner-up', 'special-mention', 'finalist', 'reserve', 'recommended'] as const;

beforeAll(async () => {
  app = await startApp();
  awards = app.nest.get(AwardsService);
  protocols = app.nest.get(ProtocolsService);
  withdrawals = app.nest.get(WithdrawalsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  year = await given.cycle(app.em);
  await ruleDecisions(app, year, { kinds: [...allKinds] });
  entries = await judgedEntries(app, year, { count: 6 });
  ({ person: organizer, email: organizerEmail } = await personOf(app, year, 'organizer'));
  ({ person: chair } = await personOf(app, year, 'chair'));
  await rankAll(app, organizer, year);
  meetingId = (await convene(app, organizer, year)).id;
});

const name = (
  outcome: NamedOutcome,
  indices: number[],
  {
    reasons = {},
    ground = 'По рейтингу',
    despite = '',
    at = meetingId,
  }: { reasons?: Record<number, string>; ground?: string; despite?: string; at?: string } = {},
) =>
  awards.name(chair, {
    meetingId: at,
    nominationId: year.nomination.id,
    outcome,
    chosen: indices.map((index) => ({ submissionId: entries[index]!.id, reason: reasons[index] ?? '' })),
    ground,
    despite,
  });
const draw = () => protocols.drawUp(organizer, meetingId);
const faultOf = ({ twin }: Protocol) => verifyProtocol(JSON.stringify(twin)).fault;
const awardsOf = async () =>
  (await app.em.find(Award, { where: { nominationId: year.nomination.id } }))
    .map(({ submissionId, outcome, reserveOrder }) => {
      const order = outcome === 'reserve' ? ` ${reserveOrder}` : '';
      return `${outcome}${order} ${entries.findIndex(({ id }) => id === submissionId)}`;
    })
    .sort();

async function publish(reason = ''): Promise<void> {
  const protocol = await draw();
  for (const signer of [organizer, chair]) await protocols.approve(signer, protocol.id, protocol.hash);
  await app.nest.get(PublicationsService).publish(organizer, protocol.id, { publishAt: app.clock.now(), reason });
}
const results = async () =>
  (await app.guest().get(`/results/${year.cycle.year}`)).body.replaceAll(/name="_csrf" value="[^"]*"/g, '');
const titled = (index: number) => `«${entries[index]!.title}»`;

describe('kinds of a cycle', () => {
  it('are those of its regulation: another is refused', async () => {
    await ruleDecisions(app, year, {});
    expect(await codeOf(name('reserve', [3]))).toBe('outcome-not-foreseen');
    expect(await codeOf(name('winner', [0]))).toBe('done');
  });

  it('are written on a page and in the API, and chosen from presets', async () => {
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/decision-rules`;
    const preset = (await browser.get(`${page}?preset=places`)).body;
    expect(preset).toContain('Победитель, два призёра, упоминание и резерв');
    const [{ version }] = await app.em.query('SELECT version FROM regulation_edition WHERE cycle_id = $1', [
      year.cycle.id,
    ]);
    const sent = {
      version: String(version),
      kinds: ['winner', 'reserve'],
      winner: '2',
      finalist: '3',
      laureate: '',
      'runner-up': '2',
      'special-mention': '',
      reserve: '4',
      publishNobody: 'fact',
      reason: 'Новое положение',
    };
    expect((await browser.post(page, { ...sent, reserve: 'много' })).statusCode).toBe(422);
    expect((await browser.post(page, { ...sent, reason: '' })).statusCode).toBe(409);
    expect((await browser.post(page, sent)).statusCode).toBe(303);
    const [edition] = (await browser.api('GET', `cycles/${year.cycle.id}/editions`)).json<{
      items: Record<string, unknown>[];
    }>().items;
    expect(edition).toMatchObject({
      winnersForeseen: 2,
      decisionRules: {
        kinds: ['winner', 'reserve'],
        foreseen: { reserve: 4 },
        publishReserve: false,
        publishNobody: 'fact',
      },
    });
    expect((await browser.get(page)).body).toContain('value="4"');
  });

  it('outlive a change of the other rules', async () => {
    const browser = await app.signIn(organizerEmail);
    const [{ version }] = await app.em.query('SELECT version FROM regulation_edition WHERE cycle_id = $1', [
      year.cycle.id,
    ]);
    const publishing = {
      version: String(version),
      detail: 'chosen',
      appealDays: '0',
      reason: 'Срок',
      certificates: 'yes',
    };
    expect((await browser.post(`/cycles/${year.cycle.id}/publication-rules`, publishing)).statusCode).toBe(303);
    expect(await codeOf(name('reserve', [0]))).toBe('done');
  });

  it('are all named on the page of decisions, the reserve by its numbers', async () => {
    await name('winner', [0]);
    await name('finalist', [0, 1, 2]);
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/decisions`;
    const form = { meeting: meetingId, nomination: year.nomination.id };
    const [d, e] = [entries[3]!.id, entries[4]!.id];
    const reserve = {
      ...form,
      outcome: 'reserve',
      chosen: [d, e],
      [`order-${d}`]: '2',
      [`order-${e}`]: '1',
      ground: 'Запас',
    };
    const refused = await browser.post(page, reserve);
    expect([refused.statusCode, refused.body.includes('value="2"')]).toEqual([422, true]);
    expect((await browser.post(page, { ...reserve, [`reason-${e}`]: 'Готова начать сразу' })).statusCode).toBe(303);
    expect(await awardsOf()).toEqual(expect.arrayContaining(['reserve 1 4', 'reserve 2 3']));
    const mention = { ...form, outcome: 'special-mention', chosen: entries[5]!.id, ground: 'Основание' };
    expect((await browser.post(page, mention)).statusCode).toBe(422);
    expect((await browser.post(page, { ...mention, [`reason-${entries[5]!.id}`]: 'За смелость' })).statusCode).toBe(
      303,
    );
    expect(
      (await browser.post(page, { ...form, outcome: 'runner-up', chosen: entries[1]!.id, ground: 'Второе место' }))
        .statusCode,
    ).toBe(303);
    const { body } = await browser.get(`${page}?nomination=${year.nomination.id}&outcome=reserve`);
    for (const word of ['Резерв 1', 'Специальное упоминание', 'Призёр', 'За смелость']) expect(body).toContain(word);
    const protocol = await draw();
    expect(faultOf(protocol)).toBeNull();
    await expect(protocolPdf(structuredClone(protocol.twin) as never)).resolves.toBeDefined();
    await publish();
    const shown = await results();
    for (const word of ['Призёр', 'Резерв', 'Специальное упоминание']) expect(shown).toContain(word);
    const certified = await app.em.query(
      'SELECT outcome FROM certificate c JOIN publication p ON p.id = c.publication_id WHERE p.cycle_id = $1',
      [year.cycle.id],
    );
    expect((certified as { outcome: string }[]).map(({ outcome }) => outcome).sort()).toEqual([
      'finalist',
      'finalist',
      'finalist',
      'runner-up',
      'special-mention',
      'winner',
    ]);
  });
});

describe('that nobody is', () => {
  it('is a decision with its ground: in the protocol, on the page for all, for programs, and gives way to somebody', async () => {
    await name('winner', [], { ground: 'Ни одна практика не проверена' });
    await name('finalist', [0, 1, 2]);
    const protocol = await draw();
    expect(faultOf(protocol)).toBeNull();
    expect((protocol.twin['nominations'] as { notAwarded: unknown[] }[])[0]!.notAwarded).toEqual([
      { outcome: 'winner', reason: 'Ни одна практика не проверена' },
    ]);
    await expect(protocolPdf(structuredClone(protocol.twin) as never)).resolves.toBeDefined();
    const browser = await app.signIn(organizerEmail);
    expect((await browser.get(`/cycles/${year.cycle.id}/protocols/${protocol.id}`)).body).toContain(
      'Победитель не назван',
    );
    const list = (await browser.api('GET', `cycles/${year.cycle.id}/not-awarded`)).json<{ items: object[] }>().items;
    expect(list).toMatchObject([{ outcome: 'winner', reason: 'Ни одна практика не проверена' }]);
    await publish();
    const shown = await results();
    expect([shown.includes('Победитель не назван'), shown.includes('Ни одна практика не проверена')]).toEqual([
      true,
      true,
    ]);
    const open = (await app.guest().get(`/results/${year.cycle.year}.json`)).json();
    expect(open.notAwarded).toEqual([
      { nomination: year.nomination.title, outcome: 'winner', reason: 'Ни одна практика не проверена' },
    ]);
  });

  it.each([
    ['fact', true, false],
    ['nothing', false, false],
  ] as const)('is published as the rules say: %s', async (publishNobody, fact, reason) => {
    await ruleDecisions(app, year, { publishNobody });
    await name('winner', [], { ground: 'Никто не готов' });
    await name('finalist', [0, 1, 2]);
    await publish();
    const shown = await results();
    expect([shown.includes('Победитель не назван'), shown.includes('Никто не готов')]).toEqual([fact, reason]);
  });

  it('gives way to a naming, and a naming to it; it is taken back as an award is', async () => {
    await name('winner', [0]);
    await name('winner', [], { ground: 'Никто' });
    expect(await awardsOf()).toEqual([]);
    await name('winner', [0]);
    expect(await app.em.countBy(NotAwarded, { nominationId: year.nomination.id })).toBe(0);
    await name('winner', [], { ground: 'Никто' });
    const nobody = await app.em.findOneByOrFail(NotAwarded, { nominationId: year.nomination.id });
    const browser = await app.signIn(organizerEmail);
    expect((await browser.post(`/cycles/${year.cycle.id}/decisions/undo`, { award: nobody.id })).statusCode).toBe(303);
    expect(await codeOf(draw())).toBe('nothing-decided');
  });
});

describe('why a body did not wait for sheets', () => {
  it('stands with the decision, in its twin and on paper', async () => {
    await app.em.query(
      `UPDATE regulation_edition SET ranking_rule = ranking_rule || '{"minSheets": 2}' WHERE cycle_id = $1`,
      [year.cycle.id],
    );
    await app.em.query(
      `UPDATE evaluation SET state = 'set-aside', reason = 'пересказ' WHERE assignment_id IN
         (SELECT id FROM assignment WHERE submission_id = $1 LIMIT 1)`,
      [entries[5]!.id],
    );
    await rankAll(app, organizer, year);
    expect(await codeOf(name('winner', [0]))).toBe('sheets-missing');
    await name('winner', [0], { despite: 'Эксперт болен, срок истекает' });
    const award = await app.em.findOneByOrFail(Award, { nominationId: year.nomination.id });
    expect(award.despite).toBe('Эксперт болен, срок истекает');
    const protocol = await draw();
    expect(faultOf(protocol)).toBeNull();
    expect(JSON.stringify(protocol.twin)).toContain('"despite":"Эксперт болен, срок истекает"');
    const browser = await app.signIn(organizerEmail);
    const page = (await browser.get(`/cycles/${year.cycle.id}/protocols/${protocol.id}`)).body;
    expect(page).toContain('Решено, не дожидаясь листов: Эксперт болен, срок истекает');
  });
});

describe('a scenario that was fixed', () => {
  it('stands in the protocol with what it proposes, to be computed again', async () => {
    const scenarios = app.nest.get(ScenariosService);
    const [edition] = (await app.em.query('SELECT ranking_rule AS rule FROM regulation_edition WHERE cycle_id = $1', [
      year.cycle.id,
    ])) as { rule: never }[];
    const scenario = await scenarios.add(organizer, year.cycle.id, {
      title: 'Один финалист',
      rankingRule: edition!.rule,
      selectionRule: { first: 1 },
    });
    await scenarios.fix(organizer, year.cycle.id, scenario.id, 'Решение совета');
    await name('finalist', [0]);
    const { twin } = await draw();
    expect(verifyProtocol(JSON.stringify(twin)).fault).toBeNull();
    const nominations = twin['nominations'] as { selection: object; selected: { rows: { selected: boolean }[] } }[];
    expect(nominations[0]!.selection).toMatchObject({ scenario: { title: 'Один финалист', ground: 'Решение совета' } });
    nominations[0]!.selected.rows[1]!.selected = true;
    expect(verifyProtocol(JSON.stringify(twin)).fault).toMatchObject({ what: 'selection' });
  });
});

describe('the withdrawal of an entry that was chosen', () => {
  beforeEach(async () => {
    await name('winner', [0]);
    await name('finalist', [0, 1, 2]);
    await name('reserve', [3, 4]);
  });

  it('brings the first of the reserve in its place, on record, before the publication', async () => {
    const browser = await app.signIn(organizerEmail);
    const page = `/cycles/${year.cycle.id}/decisions/entries/${entries[0]!.id}/withdraw`;
    const shown = (await browser.get(page)).body;
    expect([shown.includes(titled(3)), shown.includes('Победитель, Финалист')]).toEqual([true, true]);
    expect((await browser.post(page, { reason: ' ' })).statusCode).toBe(422);
    expect(await awardsOf()).toContain('winner 0');
    expect((await browser.post(page, { reason: 'Команда распалась' })).statusCode).toBe(303);
    expect(await awardsOf()).toEqual(['finalist 1', 'finalist 2', 'finalist 3', 'reserve 2 4', 'winner 3']);
    const promoted = await app.em.findOneByOrFail(Award, { submissionId: entries[3]!.id, outcome: 'winner' });
    expect(promoted.reason).toContain(`Вместо отозванной заявки ${entries[0]!.registerNumber}: номер 1 в резерве`);
    expect((await app.em.findOneByOrFail(Submission, { id: entries[0]!.id })).state).toBe('withdrawn');
    const actions = await app.em.query('SELECT action FROM audit_record WHERE subject_id = $1', [promoted.id]);
    expect(actions).toEqual([{ action: 'promote' }]);
    const protocol = await draw();
    expect(faultOf(protocol)).toBeNull();
    const protocolPage = (await browser.get(`/cycles/${year.cycle.id}/protocols/${protocol.id}`)).body;
    expect(protocolPage).toContain('отозвана после решения: Команда распалась');
    await expect(protocolPdf(structuredClone(protocol.twin) as never)).resolves.toBeDefined();
    await publish();
    const board = await results();
    expect([board.includes(titled(3)), board.includes(titled(0))]).toEqual([true, false]);
    expect((await browser.post(page, { reason: 'Ещё раз' })).statusCode).toBe(409);
  });

  it('after the publication changes nothing that is seen until the list is signed and published anew with a reason', async () => {
    await publish();
    const told = () =>
      app.em.query(
        `SELECT payload->>'submissionId' AS id FROM outbox_message WHERE type = 'result.announced' AND payload->>'submissionId' = ANY($1) ORDER BY outbox_message.id`,
        [entries.map(({ id }) => id)],
      ) as Promise<{ id: string }[]>;
    const before = [await results(), (await told()).length];
    app.clock.moveTo('2026-07-10T09:00:00Z');
    const browser = await app.signIn(organizerEmail);
    await withdrawals.standDown(organizer, entries[1]!.id, 'Отказ');
    expect([await results(), (await told()).length]).toEqual(before);
    const publicationPage = `/cycles/${year.cycle.id}/publication?meeting=${meetingId}`;
    expect((await browser.get(publicationPage)).body).toContain('Составить протокол заново');
    const protocol = await draw();
    const publications = app.nest.get(PublicationsService);
    const again = (reason: string) =>
      publications.publish(organizer, protocol.id, { publishAt: app.clock.now(), reason });
    expect(await codeOf(again('Отзыв'))).toBe('approvers-needed');
    for (const signer of [organizer, chair]) await protocols.approve(signer, protocol.id, protocol.hash);
    expect(await codeOf(again(''))).toBe('reason-required');
    expect((await again('Заявка отозвана, место заняла первая из резерва')).number).toBe(2);
    const after = await results();
    expect([after.includes(titled(1)), after.includes(titled(3))]).toEqual([false, true]);
    const letters = (await told()).slice(before[1] as number).map(({ id }) => id);
    expect(letters.sort()).toEqual([entries[1]!.id, entries[3]!.id].sort());
    expect(faultOf(protocol)).toBeNull();
  });

  it('of two at once promotes two of the reserve in their order', async () => {
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([
        withdrawals.standDown(organizer, entries[1]!.id, 'Отказ'),
        withdrawals.standDown(chair, entries[2]!.id, 'Отказ'),
      ]);
      expect(await awardsOf()).toEqual(['finalist 0', 'finalist 3', 'finalist 4', 'winner 0']);
      if (round === 2) break;
      year = await given.cycle(app.em);
      await ruleDecisions(app, year, { kinds: [...allKinds] });
      entries = await judgedEntries(app, year, { count: 6 });
      ({ person: organizer } = await personOf(app, year, 'organizer'));
      ({ person: chair } = await personOf(app, year, 'chair'));
      await rankAll(app, organizer, year);
      meetingId = (await convene(app, organizer, year)).id;
      await name('winner', [0]);
      await name('finalist', [0, 1, 2]);
      await name('reserve', [3, 4]);
    }
  });

  it('leaves the place free where the reserve is at its end, and shortens it where its own withdraw', async () => {
    for (const index of [3, 4]) await withdrawals.standDown(organizer, entries[index]!.id, 'Отказ');
    expect(await awardsOf()).toEqual(['finalist 0', 'finalist 1', 'finalist 2', 'winner 0']);
    await withdrawals.standDown(organizer, entries[0]!.id, 'Отказ');
    expect(await awardsOf()).toEqual(['finalist 1', 'finalist 2']);
    expect(faultOf(await draw())).toBeNull();
  });

  it('keeps the place in the ranking, so that decisions stand; a body that decides anew cannot choose it', async () => {
    await withdrawals.standDown(organizer, entries[0]!.id, 'Отказ');
    expect(await codeOf(name('winner', [0]))).toBe('not-found');
    expect(await codeOf(name('winner', [1]))).toBe('done');
    expect((await app.em.findOneByOrFail(Award, { submissionId: entries[1]!.id, outcome: 'winner' })).departure).toBe(
      false,
    );
  });

  it('is refused of one that was not chosen, of strangers, and to who has a conflict of interest', async () => {
    expect(await codeOf(withdrawals.standDown(organizer, entries[5]!.id, 'Отказ'))).toBe('action-not-allowed');
    const { person: auditor } = await personOf(app, year, 'auditor');
    expect(await codeOf(withdrawals.standDown(auditor, entries[0]!.id, 'Отказ'))).toBe('forbidden');
    const { person: stranger } = await personOf(app, await given.cycle(app.em), 'organizer');
    expect(await codeOf(withdrawals.standDown(stranger, entries[0]!.id, 'Отказ'))).toBe('not-found');
    await app.em.query(
      `INSERT INTO staff_conflict (id, user_id, submission_id, reason, created_at) VALUES ($1, $2, $3, 'x', now())`,
      [newId(), chair.userId, entries[5]!.id],
    );
    expect(await codeOf(withdrawals.standDown(chair, entries[0]!.id, 'Отказ'))).toBe('conflict-of-interest');
  });

  it('is recorded by programs, who hear whom it promoted', async () => {
    const browser = await app.signIn(organizerEmail);
    const answer = await browser.api('POST', `cycles/${year.cycle.id}/withdrawals`, {
      submissionId: entries[2]!.id,
      reason: 'Отказ',
    });
    expect([answer.statusCode, answer.json().items]).toMatchObject([
      201,
      [{ submissionId: entries[3]!.id, outcome: 'finalist', reserveOrder: 1 }],
    ]);
  });
});

describe('SQL refuses', () => {
  let owner: pg.Client;
  beforeAll(async () => {
    owner = new pg.Client({ connectionString: app.databaseUrl });
    await owner.connect();
  });
  afterAll(() => owner.end());

  const insert = async (values: Record<string, unknown>) => {
    const [ranking] = await app.em.query('SELECT id FROM ranking WHERE nomination_id = $1', [year.nomination.id]);
    const row: Record<string, unknown> = {
      id: newId(),
      cycle_id: year.cycle.id,
      nomination_id: year.nomination.id,
      submission_id: entries[0]!.id,
      outcome: 'winner',
      reason: 'Первое место',
      ranking_id: ranking.id,
      place: 1,
      meeting_id: meetingId,
      decided_by_id: chair.userId,
      decided_at: new Date(),
      ...values,
    };
    const names = Object.keys(row);
    const marks = names.map((_name, index) => `$${index + 1}`);
    return owner.query(`INSERT INTO award (${names.join(', ')}) VALUES (${marks.join(', ')})`, Object.values(row));
  };
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { constraint?: string; code?: string }) => error.constraint ?? error.code,
    );

  it('nothing that is right', async () => {
    expect(await refused(insert({}))).toBe('done');
  });

  it('a decision of a sitting without a quorum, with recusals of the question counted', async () => {
    const few = await convene(app, organizer, year, '5');
    await owner.query('UPDATE meeting SET present = 4 WHERE id = $1', [few.id]);
    expect(await refused(insert({ meeting_id: few.id }))).toBe('award_has_quorum');
    await owner.query('UPDATE meeting SET present = 5 WHERE id = $1', [few.id]);
    const [item, member] = [newId(), newId()];
    await owner.query(
      `INSERT INTO agenda_item (id, meeting_id, position, title, nomination_id) VALUES ($1, $2, 1, 'x', $3)`,
      [item, few.id, year.nomination.id],
    );
    await owner.query(`INSERT INTO meeting_member (id, meeting_id, name, present) VALUES ($1, $2, 'А', true)`, [
      member,
      few.id,
    ]);
    await owner.query(
      `INSERT INTO recusal (id, agenda_item_id, member_id, reason, created_at) VALUES ($1, $2, $3, 'x', now())`,
      [newId(), item, member],
    );
    expect(await refused(insert({ meeting_id: few.id }))).toBe('award_has_quorum');
    await owner.query(
      `UPDATE regulation_edition SET publication_rules = '{"sittings": {"recusals": "reduce-base"}}' WHERE cycle_id = $1`,
      [year.cycle.id],
    );
    expect(await refused(insert({ meeting_id: few.id }))).toBe('done');
  });

  it.each<[string, () => Record<string, unknown>, string]>([
    ['a decision without a reason', () => ({ reason: '' }), 'award_has_reason'],
    ['a decider who is nobody', () => ({ decided_by_id: newId() }), 'award_fits'],
    ['a decision without a decider', () => ({ decided_by_id: null }), '23502'],
    ['a decision without a basis', () => ({ ranking_id: null, place: null }), 'award_has_basis'],
    ['an unknown kind', () => ({ outcome: 'champion' }), 'award_outcome_known'],
    ['a place that the ranking does not have', () => ({ place: 2 }), 'award_place_of_ranking'],
    ['a departure without a word', () => ({ submission_id: entries[2]!.id, place: 3 }), 'award_departure_is_said'],
    [
      'a departure without a reason of its own',
      () => ({ submission_id: entries[2]!.id, place: 3, departure: true }),
      'award_departure_has_own_reason',
    ],
    ['a reserve without its number', () => ({ outcome: 'reserve' }), 'award_reserve_has_order'],
    [
      'a regional laureate without a region',
      () => ({ outcome: 'regional-laureate', ranking_id: null, place: null }),
      'award_region_of_regional',
    ],
    [
      'a laureate of another region',
      () => ({ outcome: 'regional-laureate', region_code: 'RU-YAR', ranking_id: null, place: null }),
      'award_fits',
    ],
  ])('%s', async (_what, values, constraint) => {
    expect(await refused(insert(values()))).toBe(constraint);
  });

  it('an award beside nobody, and nobody beside an award', async () => {
    const nobody = () =>
      owner.query(
        `INSERT INTO not_awarded (id, cycle_id, nomination_id, outcome, meeting_id, reason, decided_by_id, decided_at)
         VALUES ($1, $2, $3, 'winner', $4, 'x', $5, now())`,
        [newId(), year.cycle.id, year.nomination.id, meetingId, chair.userId],
      );
    expect(await refused(nobody())).toBe('done');
    expect(await refused(nobody())).toBe('not_awarded_once');
    expect(await refused(insert({}))).toBe('award_or_nobody');
    await owner.query('DELETE FROM not_awarded WHERE nomination_id = $1', [year.nomination.id]);
    expect(await refused(insert({}))).toBe('done');
    expect(await refused(nobody())).toBe('award_or_nobody');
  });

  it('two of one number in the reserve, an edited decision and an edited withdrawal', async () => {
    const reserve = (index: number) =>
      insert({
        outcome: 'reserve',
        reserve_order: 1,
        submission_id: entries[index]!.id,
        place: index + 1,
        departure: index > 0,
        own_reason: 'x',
      });
    expect(await refused(reserve(0))).toBe('done');
    expect(await refused(reserve(1))).toBe('award_reserve_order_once');
    expect(
      await refused(owner.query(`UPDATE award SET reason = 'y' WHERE nomination_id = $1`, [year.nomination.id])),
    ).toBe('award_append_only');
    await owner.query('DELETE FROM award WHERE nomination_id = $1', [year.nomination.id]);
    await name('winner', [0]);
    await withdrawals.standDown(organizer, entries[0]!.id, 'Отказ');
    expect(
      await refused(owner.query(`UPDATE entry_withdrawal SET reason = 'y' WHERE submission_id = $1`, [entries[0]!.id])),
    ).toBe('entry_withdrawal_append_only');
  });
});
