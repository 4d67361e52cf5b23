import { describe, expect, it } from '@jest/globals';
import { Stage } from '../../../../src/cycles/stages/stage.entity.js';
import { findStage } from '../../../../src/cycles/stages/stages.queries.js';
import { countQueries } from '../../../support/count-queries.js';
import { actorOf, given } from '../../../support/given.js';
import { app, cycles, organizer, organizerEmail, prepared, refusalOf, useCycles } from '../../../support/preparing.js';

useCycles();

describe('announcing a cycle', () => {
  it('names everything that is missing and changes nothing', async () => {
    const { id } = await cycles.draft(organizer, { year: 2090, title: 'Пустой', note: '' });
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

describe('a cycle', () => {
  it('refuses an edit that was begun from an older version', async () => {
    const id = await prepared();
    await cycles.edit(organizer, id, { version: 1, title: 'Первый', note: '' });
    expect((await refusalOf(cycles.edit(organizer, id, { version: 1, title: 'Второй', note: '' }))).code).toBe(
      'stale-edit',
    );
  });
});

describe('the page of a cycle', () => {
  it('takes as many queries for many nominations and entries as for few', async () => {
    const small = await given.cycle(app.em);
    const codes = ['А', 'Б', 'В'].map((code) => ({ code }));
    const large = await given.cycle(app.em, { nominations: codes });
    for (const nomination of large.nominations)
      for (let count = 0; count < 3; count += 1) await given.submittedEntry(app.em, large, { nomination });
    const browser = await app.signIn(organizerEmail);
    const counts: number[] = [];
    // What is set up is read once for both.
    for (const { cycle } of [small, large]) await browser.get(`/cycles/${cycle.id}`);
    for (const { cycle } of [small, large]) {
      const queries = await countQueries(app.db.source, async () => {
        expect((await browser.get(`/cycles/${cycle.id}`)).statusCode).toBe(200);
      });
      counts.push(queries);
    }
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeLessThan(25);
  });
});
