import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Award } from '../../../../src/results/awards/award.entity.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { NotAwarded } from '../../../../src/results/awards/not-awarded.entity.js';
import { protocolPdf } from '../../../../src/results/protocol-paper/protocol-pdf.js';
import { ScenariosService } from '../../../../src/results/scenarios/scenarios.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { codeOf, rankAll, ruleDecisions } from '../../../support/decisions.js';

import { decidingYear, type DecidingYear } from '../../../support/deciding-year.js';

let app: TestApp;
let deciding: DecidingYear;
let year: DecidingYear['year'];
let entries: DecidingYear['entries'];
let organizer: DecidingYear['organizer'];
let organizerEmail: DecidingYear['organizerEmail'];
let meetingId: DecidingYear['meetingId'];

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

beforeEach(async () => {
  deciding = await decidingYear(app);
  ({ year, entries, organizer, organizerEmail, meetingId } = deciding);
});

describe('kinds of a cycle', () => {
  it('are those of its regulation: another is refused', async () => {
    await ruleDecisions(app, year, {});
    expect(await codeOf(deciding.name('reserve', [3]))).toBe('outcome-not-foreseen');
    expect(await codeOf(deciding.name('winner', [0]))).toBe('done');
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
    expect(await codeOf(deciding.name('reserve', [0]))).toBe('done');
  });

  it('are all named on the page of decisions, the reserve by its numbers', async () => {
    await deciding.name('winner', [0]);
    await deciding.name('finalist', [0, 1, 2]);
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
    expect(await deciding.awardsOf()).toEqual(expect.arrayContaining(['reserve 1 4', 'reserve 2 3']));
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
    const protocol = await deciding.draw();
    expect(deciding.faultOf(protocol)).toBeNull();
    await expect(protocolPdf(structuredClone(protocol.twin) as never)).resolves.toBeDefined();
    await deciding.publish();
    const shown = await deciding.results();
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
    await deciding.name('winner', [], { ground: 'Ни одна практика не проверена' });
    await deciding.name('finalist', [0, 1, 2]);
    const protocol = await deciding.draw();
    expect(deciding.faultOf(protocol)).toBeNull();
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
    await deciding.publish();
    const shown = await deciding.results();
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
    await deciding.name('winner', [], { ground: 'Никто не готов' });
    await deciding.name('finalist', [0, 1, 2]);
    await deciding.publish();
    const shown = await deciding.results();
    expect([shown.includes('Победитель не назван'), shown.includes('Никто не готов')]).toEqual([fact, reason]);
  });

  it('gives way to a naming, and a naming to it; it is taken back as an award is', async () => {
    await deciding.name('winner', [0]);
    await deciding.name('winner', [], { ground: 'Никто' });
    expect(await deciding.awardsOf()).toEqual([]);
    await deciding.name('winner', [0]);
    expect(await app.em.countBy(NotAwarded, { nominationId: year.nomination.id })).toBe(0);
    await deciding.name('winner', [], { ground: 'Никто' });
    const nobody = await app.em.findOneByOrFail(NotAwarded, { nominationId: year.nomination.id });
    const browser = await app.signIn(organizerEmail);
    expect((await browser.post(`/cycles/${year.cycle.id}/decisions/undo`, { award: nobody.id })).statusCode).toBe(303);
    expect(await codeOf(deciding.draw())).toBe('nothing-decided');
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
    expect(await codeOf(deciding.name('winner', [0]))).toBe('sheets-missing');
    await deciding.name('winner', [0], { despite: 'Эксперт болен, срок истекает' });
    const award = await app.em.findOneByOrFail(Award, { nominationId: year.nomination.id });
    expect(award.despite).toBe('Эксперт болен, срок истекает');
    const protocol = await deciding.draw();
    expect(deciding.faultOf(protocol)).toBeNull();
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
    await deciding.name('finalist', [0]);
    const { twin } = await deciding.draw();
    expect(verifyProtocol(JSON.stringify(twin)).fault).toBeNull();
    const nominations = twin['nominations'] as { selection: object; selected: { rows: { selected: boolean }[] } }[];
    expect(nominations[0]!.selection).toMatchObject({ scenario: { title: 'Один финалист', ground: 'Решение совета' } });
    nominations[0]!.selected.rows[1]!.selected = true;
    expect(verifyProtocol(JSON.stringify(twin)).fault).toMatchObject({ what: 'selection' });
  });
});
