import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CorrectionChange } from '../../../../src/domain/ranking/input.js';
import { LibraryService } from '../../../../src/library/library.service.js';
import { AppealsService } from '../../../../src/results/appeals/appeals.service.js';
import { CorrectionsService } from '../../../../src/results/corrections/corrections.service.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { PublicationsService } from '../../../../src/results/publication/publications.service.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { given } from '../../../support/given.js';

import { correctableYear, plain, type CorrectableYear } from '../../../support/correctable-year.js';
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
let entrant: CorrectableYear['entrant'];
let entrantBrowser: CorrectableYear['entrantBrowser'];
let corrections: CorrectionsService;

beforeAll(async () => {
  app = await startApp();
  corrections = app.nest.get(CorrectionsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  correctable = await correctableYear(app);
  ({ year, entries, experts, organizer, chair, second, browser, entrant, entrantBrowser } = correctable);
});

describe('after the publication', () => {
  it('the old list stays, and the corrected one follows from a protocol that anybody can compute again', async () => {
    const first = await correctable.publish(await correctable.protocolOf('4', 0));
    const { id, hash } = await correctable.prepared();
    for (const person of [chair, second]) await corrections.approve(person, id, hash);
    const again = await correctable.protocolOf('5', 1);
    const { twin } = again;
    expect(verifyProtocol(JSON.stringify(twin)).fault).toBeNull();
    const forged = JSON.parse(JSON.stringify(twin));
    forged.nominations[0].input.corrections[0].changes[0].points = '2';
    expect(verifyProtocol(JSON.stringify(forged)).fault).toMatchObject({ what: 'ranking' });

    const later = await correctable.publish(again, 'Исправлена ошибка сложения');
    const shown = (number: number) =>
      app.em.query('SELECT snapshot FROM publication WHERE number = $1 AND cycle_id = $2', [number, year.cycle.id]);
    const [{ snapshot: old }] = await shown(first.number);
    const [{ snapshot: now }] = await shown(later.number);
    expect([old, now].map(({ items }) => items[0].title)).toEqual(['Первая', 'Вторая']);
    const page = (await app.guest().get(`/results/${year.cycle.year}`)).body;
    expect(page).toContain('Вторая');
    expect(page).not.toContain('Первая');
  });

  it('the card in the library is called what the publication in force calls it', async () => {
    const library = app.nest.get(LibraryService);
    const count = async () => {
      const { items } = (await app.guest().get('/api/v1/practices')).json() as { items: { title: string }[] };
      return items.filter((item) => item.title === 'Первая').length;
    };
    const outcome = async () => {
      const [card] = await app.em.query('SELECT outcome FROM practice WHERE submission_id = $1', [entries[0]!.id]);
      return card.outcome as string;
    };
    const first = await correctable.publish(await correctable.protocolOf('4', 0));
    await library.adopt(first.id);
    expect(await outcome()).toBe('winner');
    const { id, hash } = await correctable.prepared();
    for (const person of [chair, second]) await corrections.approve(person, id, hash);
    const again = await correctable.protocolOf('5', 1, 0);
    app.clock.moveTo('2026-06-11T09:00:00Z');
    const later = await correctable.publish(again, 'Исправлена ошибка сложения');
    const shown = await count();
    for (const publication of [later, first, later]) await library.adopt(publication.id);
    expect([await outcome(), await count()]).toEqual(['recommended', shown + 1]);
  });

  it('an appeal that raised is answered by a correction that raises, and by no other', async () => {
    await correctable.publish(await correctable.protocolOf('4', 0));
    const appeals = app.nest.get(AppealsService);
    const { id } = await appeals.file(entrant, entries[2]!.id, 'Не учтён показатель');
    await appeals.decide(chair, id, { outcome: 'raised', decision: 'Показатель подтверждён' });
    const list = (await browser.get(`/cycles/${year.cycle.id}/appeals`)).body;
    expect(plain(list)).toContain(`corrections/new?entry=${entries[2]!.id}&amp;appeal=${id}`);
    const answer = (points: string) =>
      codeOf(
        corrections.prepare(organizer, year.nomination.id, {
          ground: 'По апелляции',
          changes: [{ kind: 'points', entryId: entries[2]!.id, points }],
          appealId: id,
        }),
      );
    expect(await answer('-1')).toBe('invalid-input');
    expect(await answer('0.5')).toBe('done');
    const form = await browser.get(`/cycles/${year.cycle.id}/appeals`);
    expect(form.body).toContain('Исправление по этой апелляции');
  });
});

describe('the people of an entry', () => {
  const mine = (index: number) => entrantBrowser.get(`/submissions/${entries[index]!.id}/result`);
  const applied = async (ground: string, changes: CorrectionChange[]) => {
    const { id, hash } = await corrections.prepare(organizer, year.nomination.id, { ground, changes });
    for (const person of [chair, second]) await corrections.approve(person, id, hash);
  };

  it('are told with the publication that contains it, and no sooner, what was set right and why', async () => {
    await correctable.publish(await correctable.protocolOf('4', 0));
    app.clock.moveTo('2026-06-11T09:00:00Z');
    const [{ criterionId }] = await app.em.query(
      'SELECT id AS "criterionId" FROM criterion WHERE cycle_id = $1 AND position = 0',
      [year.cycle.id],
    );
    await applied('Заявка подана после срока 6021', [{ kind: 'entry-left-out', entryId: entries[0]!.id }]);
    await applied('Описка в листе 6022', [
      { kind: 'score', entryId: entries[1]!.id, expertId: experts[0]!.id, criterionId, to: '10' },
    ]);
    const grounds = ['6021', '6022'];
    const silent = async () => {
      for (const index of [0, 1, 2])
        for (const ground of grounds) expect((await mine(index)).body).not.toContain(ground);
      for (const index of [0, 1, 2])
        expect((await entrantBrowser.api('GET', `submissions/${entries[index]!.id}/result`)).body).not.toMatch(
          /602[12]/,
        );
    };
    await silent();
    const again = await correctable.protocolOf('5', 1);
    // Signed, but not published.
    await silent();
    const publishAt = new Date('2026-06-12T09:00:00Z');
    await app.nest.get(PublicationsService).publish(organizer, again.id, { publishAt, reason: 'Исправлен подсчёт' });
    // Published, but not before its instant.
    await silent();
    app.clock.moveTo(publishAt.toISOString());

    const out = (await mine(0)).body;
    for (const text of [
      'Заявка исключена из рейтинга',
      '6021',
      'Применено 11 июня',
      'href="#appeal"',
      'Подать можно до',
    ])
      expect(out).toContain(text);
    expect(out).not.toContain('6022');
    const raised = (await mine(1)).body;
    // By hand: 8 and 8 were 8; 10 and 8 are 9.
    for (const text of ['6022', 'по критерию «Эффект»: средний был 8, теперь 9']) expect(raised).toContain(text);
    expect(raised).not.toContain('6021');
    expect((await mine(2)).body).not.toMatch(/602[12]|Что исправлено/);
    const names = await app.em.query(
      'SELECT u.name FROM user_account u JOIN expert e ON e.user_id = u.id WHERE e.cycle_id = $1',
      [year.cycle.id],
    );
    for (const { name } of names) expect(out + raised).not.toContain(name);
    const told = (await entrantBrowser.api('GET', `submissions/${entries[0]!.id}/result`)).json();
    expect([told.isLeftOut, told.corrections[0].changes, told.corrections[0].appliedAt]).toEqual([
      true,
      [{ kind: 'entry-left-out' }],
      '2026-06-11T09:00:00.000Z',
    ]);
    const stranger = await app.signIn((await given.user(app.em)).email);
    expect((await stranger.api('GET', `submissions/${entries[0]!.id}/result`)).statusCode).toBe(404);

    await app.em.query('UPDATE regulation_edition SET publication_rules = $1 WHERE cycle_id = $2', [
      JSON.stringify({ explain: { place: true, criteria: false, remarks: false } }),
      year.cycle.id,
    ]);
    const less = (await mine(1)).body;
    expect([
      less.includes('Исправлен балл по критерию «Эффект».'),
      less.includes('средний'),
      less.includes('6022'),
    ]).toEqual([true, false, true]);
  });
});
