import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditRecord } from '../../../../src/platform/audit/audit-record.entity.js';
import { newId } from '../../../../src/platform/ids.js';
import { Correction } from '../../../../src/results/corrections/correction.entity.js';
import { CorrectionsService } from '../../../../src/results/corrections/corrections.service.js';
import { StoredRanking } from '../../../../src/results/rankings/stored-ranking.entity.js';
import { StaffConflict } from '../../../../src/submissions/relations/staff-conflict.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

import { before, correctableYear, plain, type CorrectableYear } from '../../../support/correctable-year.js';
import { codeOf } from '../../../support/decisions.js';

let app: TestApp;
let correctable: CorrectableYear;
let year: CorrectableYear['year'];
let entries: CorrectableYear['entries'];
let experts: CorrectableYear['experts'];
let organizer: CorrectableYear['organizer'];
let chair: CorrectableYear['chair'];
let second: CorrectableYear['second'];
let browser: CorrectableYear['browser'];
let entrantBrowser: CorrectableYear['entrantBrowser'];
let corrections: CorrectionsService;

beforeAll(async () => {
  app = await startApp();
  corrections = app.nest.get(CorrectionsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  correctable = await correctableYear(app);
  ({ year, entries, experts, organizer, chair, second, browser, entrantBrowser } = correctable);
});

describe('a correction', () => {
  it('is prepared on the page of the sheets, shown beside the old places, and counts with the second word', async () => {
    const [first] = entries;
    const home = `/cycles/${year.cycle.id}/corrections`;
    const explained = (await browser.get(`/cycles/${year.cycle.id}/ranking/${first!.id}`)).body;
    expect(plain(explained)).toContain(`${home}/new?entry=${first!.id}`);
    const form = (await browser.get(`${home}/new?entry=${first!.id}`)).body;
    const [, name] = /name="(score-[0-9a-f-]+)" value="9"/.exec(form)!;
    const answer = await browser.post(`${home}/new?entry=${first!.id}`, { [name!]: '3', ground: 'Описка в листе' });
    expect(answer.statusCode).toBe(303);
    const address = answer.headers.location!.split('?')[0]!;
    const page = (await browser.get(address)).body;
    // One of two experts gave 3 in place of 9: the mean falls by three points, from 17 to 14.
    expect(page).toContain('17,00');
    expect(page).toContain('14,00');
    expect(await correctable.places()).toEqual(before);

    const [{ id, hash }] = (await app.em.find(Correction, { where: { nominationId: year.nomination.id } })) as [
      Correction,
    ];
    expect((await browser.post(`${address}/approve`, { hash })).statusCode).toBe(303);
    expect(await correctable.places()).toEqual(before);
    await corrections.approve(chair, id, hash);
    expect(await correctable.places()).toEqual([
      ['Вторая', '15.00'],
      ['Первая', '14.00'],
      ['Третья', '13.00'],
    ]);
    // The sheet is as the expert submitted it.
    const [sheet] = await app.em.query(
      'SELECT e.scores FROM evaluation e JOIN assignment a ON a.id = e.assignment_id WHERE a.submission_id = $1 LIMIT 1',
      [first!.id],
    );
    expect(Object.values(sheet.scores as object)).toContain('9');
    expect((await browser.get(`/cycles/${year.cycle.id}/ranking/${first!.id}`)).body).toContain(
      'Исправлено до подсчёта',
    );
  });

  it('shows the form again with everything typed where it is refused', async () => {
    const address = `/cycles/${year.cycle.id}/corrections/new?entry=${entries[0]!.id}`;
    const [, name] = /name="(score-[0-9a-f-]+)"/.exec((await browser.get(address)).body)!;
    const answer = await browser.post(address, { [name!]: '11', ground: 'Основание 4417', points: '-2' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Основание 4417');
    expect(answer.body).toContain('value="11"');
    expect(answer.body).toContain('value="-2"');
  });

  it('that was dropped leaves nothing but the log', async () => {
    const { id, hash } = await correctable.prepared(correctable.raise('Сомнение 8831'));
    await corrections.approve(chair, id, hash);
    await corrections.cancel(organizer, id);
    const [{ n }] = await app.em.query(
      `SELECT (SELECT count(*) FROM correction WHERE id = $1)
            + (SELECT count(*) FROM correction_approval WHERE correction_id = $1) AS n`,
      [id],
    );
    expect(Number(n)).toBe(0);
    expect(await correctable.places()).toEqual(before);
    const log = await app.em.find(AuditRecord, { where: { subjectType: 'correction', subjectId: id } });
    expect(log.map(({ action }) => action).sort()).toEqual(['cancel', 'prepare']);
    expect((await browser.get(`/cycles/${year.cycle.id}/corrections`)).body).not.toContain('Сомнение 8831');
  });

  it('needs two different people, and applies once however close together they come', async () => {
    const { id, hash } = await correctable.prepared();
    expect(await codeOf(corrections.approve(chair, id, hash))).toBe('done');
    expect(await codeOf(corrections.approve(chair, id, hash))).toBe('same-approver');
    const clicks = [organizer, second, organizer, second].map((each) => codeOf(corrections.approve(each, id, hash)));
    const answers = (await Promise.all(clicks)).sort();
    expect(answers).toEqual(['action-not-allowed', 'action-not-allowed', 'action-not-allowed', 'done']);
    expect((await correctable.places())[0]).toEqual(['Вторая', '18.00']);
    expect(await app.em.countBy(StoredRanking, { nominationId: year.nomination.id })).toBe(2);
  });

  it('waits alone: of two prepared at once one stays', async () => {
    const both = await Promise.all([codeOf(correctable.prepared()), codeOf(correctable.prepared())]);
    expect(both.sort()).toEqual(['already-exists', 'done']);
  });

  it('is void when the sheets have changed since it was shown', async () => {
    const { id, hash } = await correctable.prepared();
    const extra = await given.expert(app.em, year);
    await given.sheet(app.em, year, { expert: extra, entry: entries[2]!, points: [1, 1] });
    expect(await codeOf(corrections.approve(chair, id, hash))).toBe('ranking-changed');
    const page = await browser.get(`/cycles/${year.cycle.id}/corrections/${id}`);
    expect(page.body).toContain('С тех пор листы изменились');
    expect(await codeOf(corrections.approve(chair, id, 'f'.repeat(64)))).toBe('ranking-changed');
  });

  it('stands: SQL neither applies one without two nor changes one that counts', async () => {
    const { id, hash } = await correctable.prepared();
    const sql = (text: string) =>
      app.em.query(text, [id]).then(
        () => 'done',
        (error: Error) => error.message,
      );
    expect(await sql("UPDATE correction SET state = 'applied', applied_at = now() WHERE id = $1")).toContain(
      'two approvals',
    );
    expect(await sql("UPDATE correction SET ground = 'другое' WHERE id = $1")).toContain('another correction');
    for (const person of [chair, second]) await corrections.approve(person, id, hash);
    expect(await sql('DELETE FROM correction WHERE id = $1')).toContain('stands');
    expect(await sql('DELETE FROM correction_approval WHERE correction_id = $1')).toContain('stands');
    expect(await codeOf(corrections.cancel(organizer, id))).toBe('action-not-allowed');
  });

  it('is told to programs with what it changes', async () => {
    const answer = await browser.api('POST', `nominations/${year.nomination.id}/corrections`, correctable.raise());
    expect(answer.statusCode).toBe(201);
    const { id, hash } = answer.json();
    const shadow = (await browser.api('GET', `corrections/${id}`)).json();
    expect(
      shadow.change.map((each: { before: { place: object }; after: { place: object } }) => [
        each.before.place,
        each.after.place,
      ]),
    ).toEqual([
      [
        { from: 2, to: 2 },
        { from: 1, to: 1 },
      ],
      [
        { from: 1, to: 1 },
        { from: 2, to: 2 },
      ],
    ]);
    expect((await browser.api('POST', `corrections/${id}/approve`, { hash })).json().state).toBe('prepared');
    expect((await browser.api('GET', `cycles/${year.cycle.id}/corrections`)).json()).toHaveLength(1);
    expect((await browser.api('POST', `corrections/${id}/cancel`)).statusCode).toBe(204);
    expect((await browser.api('GET', `corrections/${id}`)).statusCode).toBe(404);
  });
});

describe('before two have agreed', () => {
  it('nobody but those who run the results finds a word of it', async () => {
    const secret = 'Тайное основание 5590';
    const { id } = await correctable.prepared(correctable.raise(secret));
    const expert = await app.signIn(
      (
        await app.em.query('SELECT email FROM user_account u JOIN expert e ON e.user_id = u.id WHERE e.id = $1', [
          experts[0]!.id,
        ])
      )[0].email,
    );
    const doors = [
      `/cycles/${year.cycle.id}/corrections`,
      `/cycles/${year.cycle.id}/corrections/${id}`,
      `/cycles/${year.cycle.id}/corrections/new?entry=${entries[1]!.id}`,
      `/cycles/${year.cycle.id}/ranking?nomination=${year.nomination.id}`,
      `/entries/${entries[1]!.id}`,
      `/entries/${entries[1]!.id}/result`,
      `/results/${year.cycle.year}`,
      `/results/${year.cycle.year}.json`,
    ];
    for (const door of doors)
      for (const person of [app.guest(), entrantBrowser, expert])
        expect((await person.get(door)).body).not.toContain(secret);
    for (const person of [entrantBrowser, expert]) {
      expect((await person.api('GET', `corrections/${id}`)).statusCode).toBe(404);
      expect((await person.api('GET', `cycles/${year.cycle.id}/corrections`)).statusCode).toBe(404);
    }
    const letters = await app.em.query('SELECT * FROM delivery');
    expect(JSON.stringify(letters)).not.toContain(secret);
  });

  it('one with a conflict of interest neither reads nor approves it', async () => {
    const { id, hash } = await correctable.prepared(correctable.raise('Закрытое 7717'));
    await app.em.insert(StaffConflict, {
      id: newId(),
      userId: chair.userId,
      submissionId: entries[2]!.id,
      reason: 'Родня',
      declaredById: chair.userId,
      createdAt: app.clock.now(),
    });
    expect(await codeOf(corrections.read(chair, id))).toBe('conflict-of-interest');
    expect(await codeOf(corrections.approve(chair, id, hash))).toBe('conflict-of-interest');
    expect(await codeOf(corrections.cancel(chair, id))).toBe('conflict-of-interest');
    expect(await corrections.list(chair, year.cycle.id)).toEqual([]);
  });
});
