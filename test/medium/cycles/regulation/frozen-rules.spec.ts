import { describe, expect, it } from '@jest/globals';
import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { given } from '../../../support/given.js';
import {
  app,
  criteria,
  criterion,
  cycles,
  edition,
  nominations,
  organizer,
  organizerEmail,
  prepared,
  refusalOf,
  regulation,
  useCycles,
} from '../../../support/preparing.js';

useCycles();

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
});

describe('the rules through the programming interface', () => {
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
