import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { plainRankingRule, type RankingRule } from '../../../../src/domain/ranking/ranking-rule.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { SheetHistoryService } from '../../../../src/judging/history/sheet-history.service.js';
import { EvaluationsService } from '../../../../src/judging/writing/evaluations.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { codeOf, input, jury as juryOf, sheetOf as ownSheet } from '../../../support/jury.js';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ now: '2026-06-10T09:00:00Z' });
});
afterAll(() => app.close());
beforeEach(() => app.clock.moveTo('2026-06-10T09:00:00Z'));

const jury = (facts: Parameters<typeof juryOf>[1] = {}) => juryOf(app, facts);
const evaluations = () => app.nest.get(EvaluationsService);
const history = () => app.nest.get(SheetHistoryService);
const sheetOf = (assignment: Assignment) => ownSheet(app, assignment);

describe('criteria of all kinds', () => {
  const criteria = ['Эффект', 'Зрелость', 'Есть согласие', 'Впечатление'].map((title) => ({ title }));
  const rule = ([, level, pass, words]: string[]): Partial<RankingRule> => ({
    cannotJudge: 'leave-out',
    kinds: {
      [level!]: {
        kind: 'levels',
        levels: [
          { label: 'Высокая', points: '10' },
          { label: 'Низкая', points: '2' },
        ],
      },
      [pass!]: { kind: 'pass-fail', gate: 'any' },
      [words!]: { kind: 'information' },
    },
  });

  it('are shown as points, levels, yes or no and words, and submitted as such', async () => {
    const { first, experts, criteria: rows } = await jury({ criteria, rule });
    const browser = await app.signIn(experts[0]!.user.email);
    const address = `/judging/desk/${first.id}`;
    const { body } = await browser.get(address);
    const [effect, level, pass, words] = rows.map(({ id }) => id) as [string, string, string, string];
    expect(body).toContain(`name="score-${level}" value="10" data-word="10"`);
    expect(body).toContain(`name="score-${pass}" value="0" data-word="нет"`);
    expect(body).not.toContain(`name="score-${words}"`);
    expect(body).toContain(`name="remark-${words}"`);
    expect(body.match(/data-cannot/g)).toHaveLength(3);
    expect(body).not.toContain(`name="cannot-${words}"`);
    const off = await browser.post(address, { version: '0', verb: 'save', [`score-${level}`]: '5' });
    expect(off.statusCode).toBe(422);
    const sent = await browser.post(address, {
      version: '0',
      verb: 'submit',
      [`score-${level}`]: '10',
      [`score-${pass}`]: '0',
      [`cannot-${effect}`]: '1',
      [`remark-${words}`]: 'Живая команда',
    });
    expect(sent.statusCode).toBe(303);
    expect(await sheetOf(first)).toMatchObject({
      state: 'submitted',
      scores: { [level]: '10', [pass]: '0' },
      cannotJudge: [effect],
      remarks: { [words]: 'Живая команда' },
    });
  });

  it('through the programming interface carry their kinds; an inability is refused where nothing foresees it', async () => {
    const { first, experts, criteria: rows } = await jury({ criteria, rule: (ids) => ({ kinds: rule(ids).kinds! }) });
    const browser = await app.signIn(experts[0]!.user.email);
    const read = (await browser.api('GET', `evaluations/${first.id}`)).json();
    expect(read.cannotJudgeAllowed).toBe(false);
    expect(read.criteria.map(({ kind }: { kind: { kind: string } }) => kind.kind)).toEqual([
      'numeric',
      'levels',
      'pass-fail',
      'information',
    ]);
    const body = { cannotJudge: [rows[0]!.id] };
    const refused = await browser.api('PUT', `evaluations/${first.id}`, body, { headers: { 'if-match': '"0"' } });
    expect([refused.statusCode, refused.json().code]).toEqual([422, 'cannot-judge-not-foreseen']);
  });

  it('too fine for buttons take a number that is typed', async () => {
    const { first, experts, criteria: rows } = await jury();
    await app.em.query('UPDATE criterion SET scale_max = 100 WHERE id = $1', [rows[0]!.id]);
    const browser = await app.signIn(experts[0]!.user.email);
    const { body } = await browser.get(`/judging/desk/${first.id}`);
    expect(body).toMatch(new RegExp(`name="score-${rows[0]!.id}" value="" data-points`));
    const kept = await browser.post(`/judging/desk/${first.id}`, {
      version: '0',
      verb: 'save',
      [`score-${rows[0]!.id}`]: '97',
    });
    expect(kept.statusCode).toBe(303);
    expect((await sheetOf(first)).scores).toEqual({ [rows[0]!.id]: '97' });
  });

  it('are set by the organizer; frozen ones only by a new edition with a reason, and the regulation page keeps them', async () => {
    const { cycle, criteria: rows, organizerMail, edition } = await jury();
    const browser = await app.signIn(organizerMail);
    const address = `/cycles/${cycle.id}/criteria/${rows[0]!.id}/kind`;
    const fields = { kind: 'levels', named: '10 Высокий\n0 Низкий' };
    expect((await browser.post(address, fields)).statusCode).toBe(409);
    expect((await browser.post(address, { ...fields, reason: 'Так решил комитет' })).statusCode).toBe(303);
    const put = await browser.api('PUT', `cycles/${cycle.id}/criteria/${rows[1]!.id}/kind`, {
      kind: { kind: 'pass-fail', gate: 'majority' },
      reason: 'И это тоже',
    });
    expect([put.statusCode, put.json().kind]).toEqual([200, { kind: 'pass-fail', gate: 'majority' }]);
    const editions = await app.em.find(RegulationEdition, { where: { cycleId: cycle.id }, order: { number: 'ASC' } });
    expect(editions.map(({ number, rankingRule }) => [number, Object.keys(rankingRule.kinds ?? {}).length])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    expect(editions[0]!.id).toBe(edition.id);
    const page = await browser.get(`/cycles/${cycle.id}/criteria`);
    expect(page.body).toContain('Высокий');
    const regulation = await browser.post(`/cycles/${cycle.id}/regulation`, {
      protocolNumber: '9',
      protocolOn: '',
      reviewsPerEntry: '2',
      revisionWorkingDays: '5',
      quorum: 'majority',
      aggregate: 'mean-per-criterion-then-weighted-sum',
      minSheets: '1',
      roundCriterionMeanTo: '',
      roundTotalTo: '',
      tie1: 'share',
      reason: 'Другая причина',
    });
    expect(regulation.statusCode).toBe(303);
    const latest = await app.em.findOneByOrFail(RegulationEdition, { cycleId: cycle.id, number: 4 });
    expect(Object.keys(latest.rankingRule.kinds ?? {})).toHaveLength(2);
  });

  it('weigh on the desk what the rule gives the nomination', async () => {
    const { first, experts, criteria: rows, nomination } = await jury();
    const weights = { [rows[0]!.id]: '3', [rows[1]!.id]: '0' };
    const rankingRule = { ...plainRankingRule, weightSets: [{ nomination: nomination.code, weights }] };
    await app.em.update(RegulationEdition, { cycleId: nomination.cycleId }, { rankingRule });
    const browser = await app.signIn(experts[0]!.user.email);
    const { body } = await browser.get(`/judging/desk/${first.id}`);
    expect([...body.matchAll(/data-weight="([^"]+)"/g)].map(([, weight]) => weight)).toEqual(['3', '0']);
    expect(body).toMatch(/data-sum>0<\/strong> <small>из 30</);
  });
});

describe('places and votes among the own entries', () => {
  const criteria = ['Эффект', 'Лучшие практики', 'Голос'].map((title) => ({ title }));
  const rule = ([, places, votes]: string[]): Partial<RankingRule> => ({
    kinds: { [places!]: { kind: 'rank', top: 3 }, [votes!]: { kind: 'vote', most: 1 } },
  });
  const panel = async (entries = 3) => {
    const made = await jury({ experts: 1, entries, criteria, rule });
    const [effect, places, votes] = made.criteria.map(({ id }) => id) as [string, string, string];
    const points = (place: string, vote: string) => ({ [effect]: '8', [places]: place, [votes]: vote });
    return { ...made, effect, places, votes, points, own: made.assignments[0]!, expert: made.actors[0]! };
  };

  it('are handed in once each: the second sheet is refused with the entry that has the place, and kept as typed', async () => {
    const { own, expert, experts, points, places, entries } = await panel();
    await evaluations().submit(expert, own[0]!.id, input(points('3', '0')));
    await evaluations().save(expert, own[1]!.id, input(points('3', '0')));
    const browser = await app.signIn(experts[0]!.user.email);
    const shown = (await browser.get(`/judging/desk/${own[1]!.id}`)).body;
    expect(shown).toContain('Это место вы отдали другой заявке.');
    expect(shown).toContain(`Уже отданы места: 1 — ${entries[0]!.registerNumber}.`);
    const refused = await browser.api('POST', `evaluations/${own[1]!.id}/submit`, {});
    expect([refused.statusCode, refused.json().code, refused.json().entry]).toEqual([
      409,
      'place-taken',
      entries[0]!.registerNumber,
    ]);
    expect(await sheetOf(own[1]!)).toMatchObject({ state: 'draft', scores: { [places]: '3' } });
    await evaluations().submit(expert, own[1]!.id, input(points('2', '1'), { version: 1 }));
    const spent = await browser.post(`/judging/desk/${own[2]!.id}`, {
      version: '0',
      verb: 'submit',
      ...Object.fromEntries(Object.entries(points('0', '1')).map(([id, given]) => [`score-${id}`, given])),
    });
    expect([spent.statusCode, spent.body.includes('Голоса в номинации кончились')]).toEqual([409, true]);
    expect(await codeOf(evaluations().submit(expert, own[2]!.id, input(points('4', '0'))))).toBe('score-off-scale');
    expect(await codeOf(evaluations().submit(expert, own[2]!.id, input(points('0', '0'))))).toBe('done');
  });

  it('are not given twice by two sheets that are handed in at the same moment', async () => {
    const { own, expert, points } = await panel(4);
    const codes = await Promise.all(
      own.map((assignment) => codeOf(evaluations().submit(expert, assignment.id, input(points('3', '0'))))),
    );
    expect(codes.sort()).toEqual(['done', 'place-taken', 'place-taken', 'place-taken']);
  });

  it('are not given twice in SQL, whatever writes there', async () => {
    const { own, expert, points } = await panel(2);
    await evaluations().submit(expert, own[0]!.id, input(points('3', '0')));
    await evaluations().save(expert, own[1]!.id, input(points('3', '0')));
    const handIn = app.em.query(
      `UPDATE evaluation SET state = 'submitted', submitted_at = now(), version = version + 1 WHERE assignment_id = $1`,
      [own[1]!.id],
    );
    await expect(handIn).rejects.toMatchObject({ driverError: { constraint: 'evaluation_place_once' } });
  });

  it('refuse handing in all drafts together where two hold one place: none is frozen', async () => {
    const { own, expert, experts, points } = await panel(2);
    for (const assignment of own) await evaluations().save(expert, assignment.id, input(points('3', '0')));
    expect(await codeOf(evaluations().submitComplete(expert, experts[0]!.id))).toBe('place-taken');
    expect((await sheetOf(own[0]!)).state).toBe('draft');
  });

  it('are set side by side on one page, swapped in one step, and what is refused stays as it was typed', async () => {
    const { own, experts, places, votes, effect, expert } = await panel();
    await evaluations().save(expert, own[0]!.id, input({ [effect]: '7' }));
    const browser = await app.signIn(experts[0]!.user.email);
    const address = `/judging/${experts[0]!.id}/places`;
    expect((await browser.get(`/judging/${experts[0]!.id}`)).body).toContain(`href="${address}"`);
    const field = (index: number, id = places) => `pick-${own[index]!.id}-${id}`;
    const version = async (index: number) => ({
      [`version-${own[index]!.id}`]: /value="(\d+)"/.exec(
        (await browser.get(address)).body.split(`name="version-${own[index]!.id}"`)[1]!,
      )![1]!,
    });
    const versions = async () => ({ ...(await version(0)), ...(await version(1)), ...(await version(2)) });
    const first = await browser.post(address, {
      ...(await versions()),
      [field(0)]: '3',
      [field(1)]: '2',
      [field(0, votes)]: '1',
    });
    expect(first.statusCode).toBe(303);
    expect((await sheetOf(own[0]!)).scores).toEqual({ [effect]: '7', [places]: '3', [votes]: '1' });
    const swap = await browser.post(address, { ...(await versions()), [field(0)]: '2', [field(1)]: '3' });
    expect(swap.statusCode).toBe(303);
    expect([(await sheetOf(own[0]!)).scores[places], (await sheetOf(own[1]!)).scores[places]]).toEqual(['2', '3']);
    const twice = await browser.post(address, { ...(await versions()), [field(0)]: '2', [field(2)]: '2' });
    expect(twice.statusCode).toBe(409);
    expect(twice.body).toContain('Это место уже отдано');
    expect(twice.body.match(/<option value="2" selected>/g)).toHaveLength(2);
    const odd = await browser.post(address, { ...(await versions()), [field(2)]: 'первое' });
    expect(odd.statusCode).toBe(422);
    const desk = await browser.post(`/judging/desk/${own[2]!.id}`, {
      version: '0',
      verb: 'save',
      [`score-${places}`]: 'x',
    });
    expect(desk.statusCode).toBe(422);
    const stale = await browser.post(address, { [`version-${own[0]!.id}`]: '1', [field(0)]: '1' });
    expect(stale.statusCode).toBe(409);
    expect((await sheetOf(own[0]!)).scores[places]).toBe('2');
  });

  it('come back as they were when sheets are restored, though they passed from one entry to the other meanwhile', async () => {
    const { own, expert, points, cycle, organizer, second, places } = await panel(2);
    const [a, b] = own as [Assignment, Assignment];
    await evaluations().submit(expert, a.id, input(points('3', '0')));
    await evaluations().submit(expert, b.id, input(points('2', '0')));
    app.clock.moveTo('2026-06-11T09:00:00Z');
    for (const assignment of own)
      await history().reopen(organizer, (await sheetOf(assignment)).id, 'Эксперт перепутал заявки');
    const versions = [(await sheetOf(a)).version, (await sheetOf(b)).version];
    await evaluations().submit(expert, a.id, input(points('2', '0'), { version: versions[0] }));
    await evaluations().submit(expert, b.id, input(points('3', '0'), { version: versions[1] }));
    const asked = await history().requestRestoration(organizer, cycle.id, {
      at: new Date('2026-06-10T12:00:00Z'),
      reason: 'Сбой 11 июня',
    });
    await history().approveRestoration(second, asked.id);
    expect([(await sheetOf(a)).scores[places], (await sheetOf(b)).scores[places]]).toEqual(['3', '2']);
  });

  it('are of one expert alone: nobody else opens the page, and another expert may give the same place', async () => {
    const made = await jury({ experts: 2, entries: 1, criteria, rule });
    const [effect, places, votes] = made.criteria.map(({ id }) => id) as [string, string, string];
    for (const [index, actor] of made.actors.entries())
      await evaluations().submit(
        actor,
        made.assignments[index]![0]!.id,
        input({ [effect]: '8', [places]: '3', [votes]: '1' }),
      );
    const browser = await app.signIn(made.experts[1]!.user.email);
    expect((await browser.get(`/judging/${made.experts[0]!.id}/places`)).statusCode).toBe(404);
    expect((await browser.post(`/judging/${made.experts[0]!.id}/places`, {})).statusCode).toBe(404);
  });

  it('are told to everybody on the page of the contest, and weigh as much as they can give', async () => {
    const { cycle } = await panel(1);
    await app.em.query(`UPDATE cycle SET state = 'announced' WHERE id = $1`, [cycle.id]);
    const { body } = await app.guest().get(`/contest/${cycle.year}`);
    expect(body).toContain('Эксперт отвечает: места с 1-го по 3-е.');
    expect(body).toContain('Эксперт отвечает: 1 голос у эксперта в номинации.');
  });

  it('are set by the organizer as a kind; too many places are refused', async () => {
    const { cycle, criteria: rows, organizerMail } = await jury();
    const browser = await app.signIn(organizerMail);
    const address = `/cycles/${cycle.id}/criteria/${rows[0]!.id}/kind`;
    const reason = 'Так решил комитет';
    expect((await browser.post(address, { kind: 'rank', picks: '21', reason })).statusCode).toBe(422);
    expect((await browser.post(address, { kind: 'rank', picks: '5', reason })).statusCode).toBe(303);
    expect((await browser.get(`/cycles/${cycle.id}/criteria`)).body).toContain('места с 1-го по 5-е');
    expect((await browser.post(address, { kind: 'vote', picks: '', reason })).statusCode).toBe(303);
    const edition = await app.em.findOneOrFail(RegulationEdition, {
      where: { cycleId: cycle.id },
      order: { number: 'DESC' },
    });
    expect(edition.rankingRule.kinds).toEqual({ [rows[0]!.id]: { kind: 'vote', most: null } });
    expect((await browser.get(`/cycles/${cycle.id}/counting`)).body).toContain('голос эксперта даёт 1 балл');
  });
});
