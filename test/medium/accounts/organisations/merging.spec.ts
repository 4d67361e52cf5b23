import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MergingService } from '../../../../src/accounts/organisations/merging.service.js';
import { Membership } from '../../../../src/accounts/organisations/membership.entity.js';
import type { Organisation } from '../../../../src/accounts/organisations/organisation.entity.js';
import { OrganisationsService } from '../../../../src/accounts/organisations/organisations.service.js';
import type { Person } from '../../../../src/domain/kernel/actor.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { knownOrganisations } from '../../../../src/import/import.queries.js';
import { organisationKey } from '../../../../src/import/entry-table.js';
import { newId } from '../../../../src/platform/ids.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { actorOf, given } from '../../../support/given.js';

let app: TestApp;
let admin: Person;
let adminEmail: string;
let merging: MergingService;
let organisations: OrganisationsService;
let from: Organisation;
let into: Organisation;
let serial = 0;

beforeAll(async () => {
  app = await startApp();
  merging = app.nest.get(MergingService);
  organisations = app.nest.get(OrganisationsService);
  const user = await given.user(app.em, { roles: [{ role: 'admin' }] });
  adminEmail = user.email;
  admin = actorOf(user, { grants: [{ role: 'admin', cycleId: null, nominationId: null, regionCode: null }] });
});
afterAll(() => app.close());

beforeEach(async () => {
  serial += 1;
  from = await given.organisation(app.em, { name: `Центр «Поддержка ${serial}»`, regionCode: 'RU-TY' });
  into = await given.organisation(app.em, { name: `ГБУ «Центр помощи ${serial}»`, regionCode: 'RU-TY' });
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );
const countOf = async (table: string, organisation: Organisation): Promise<number> =>
  (await app.em.query(`SELECT count(*)::int AS n FROM ${table} WHERE organisation_id = $1`, [organisation.id]))[0].n;

describe('merging two records of one organisation', () => {
  it('moves everything that hangs on the one, says before how much, and records each', async () => {
    const year = await given.cycle(app.em);
    await given.submittedEntry(app.em, year, { organisation: from });
    await given.user(app.em, { memberOf: [from] });
    await given.user(app.em, { memberOf: [from, into] });
    const { counts } = await merging.preview(admin, from.id, into.id);
    expect(counts).toMatchObject({ people: 2, peopleOfBoth: 1, entries: 1, drafts: 0, conflicts: 0 });
    await merging.merge(admin, from.id, into.id);
    const tables = ['membership', 'submission'];
    expect(await Promise.all(tables.map((table) => countOf(table, from)))).toEqual([0, 0]);
    expect(await Promise.all(tables.map((table) => countOf(table, into)))).toEqual([2, 1]);
    const recorded = await app.em.query(
      `SELECT subject_type, count(*)::int AS n FROM audit_record WHERE action = 'merge' AND (subject_id = ANY($1)
         OR before->>'organisationId' = $2) GROUP BY 1 ORDER BY 1`,
      [[from.id, into.id], from.id],
    );
    expect(recorded).toEqual([
      { subject_type: 'membership', n: 2 },
      { subject_type: 'organisation', n: 2 },
      { subject_type: 'submission', n: 1 },
    ]);
  });

  it('keeps what it was called: imports find the one that stays, lists show it alone', async () => {
    await merging.merge(admin, from.id, into.id);
    const known = await knownOrganisations(app.em);
    expect(known.byKey.get(organisationKey(from.name.toUpperCase(), 'RU-TY'))?.id).toBe(into.id);
    const { items } = await organisations.list(admin, { q: `${serial}»`, regionCode: 'RU-TY' });
    expect(items.map(({ id }) => id)).toEqual([into.id]);
  });

  it('is refused where an expert would judge an entry of the own organisation', async () => {
    const year = await given.cycle(app.em);
    const entry = await given.submittedEntry(app.em, year, { organisation: from });
    const expert = await given.expert(app.em, year);
    await given.assignment(app.em, expert, entry);
    await app.em.query('UPDATE expert SET organisation_id = $1 WHERE id = $2', [into.id, expert.id]);
    expect(await codeOf(merging.merge(admin, from.id, into.id))).toBe('merging-conflicts');
    expect(await countOf('submission', from)).toBe(1);
  });

  it('is refused for two tax numbers, and takes the number that is there', async () => {
    await app.em.query('UPDATE organisation SET inn = $1 WHERE id = $2', ['7707083893', from.id]);
    await app.em.query('UPDATE organisation SET inn = $1 WHERE id = $2', ['7736207543', into.id]);
    expect(await codeOf(merging.merge(admin, from.id, into.id))).toBe('organisations-differ');
    await app.em.query('UPDATE organisation SET inn = NULL WHERE id = $1', [into.id]);
    expect((await merging.merge(admin, from.id, into.id)).inn).toBe('7707083893');
  });

  it.each([1, 2, 3])('happens once when both ways are pressed at once (%d)', async () => {
    const ways = await Promise.all([
      codeOf(merging.merge(admin, from.id, into.id)),
      codeOf(merging.merge(admin, into.id, from.id)),
      codeOf(merging.merge(admin, from.id, into.id)),
    ]);
    expect(ways.filter((way) => way === 'done')).toHaveLength(1);
    expect(ways.filter((way) => way === 'merged-already')).toHaveLength(2);
  });

  it.each([1, 2, 3])('takes along a membership that begins in the same instant (%d)', async () => {
    const user = await given.user(app.em);
    const createdAt = new Date();
    const membership = { id: newId(), userId: user.id, organisationId: from.id, createdAt };
    await Promise.all([merging.merge(admin, from.id, into.id), app.em.insert(Membership, membership)]);
    expect(await countOf('membership', from)).toBe(0);
    expect(await countOf('membership', into)).toBe(1);
  });

  it('is an administrator’s, on pages that show both spellings and the numbers', async () => {
    const browser = await app.signIn(adminEmail);
    const page = `/organisations/merge/${from.id}/${into.id}`;
    const { body } = await browser.get(page);
    expect(body).toMatch(/<del>[^<]*Центр/);
    expect((await browser.get(`/organisations/merge?q=${encodeURIComponent(`поддержка ${serial}`)}`)).body).toContain(
      from.id,
    );
    expect((await browser.post(page)).statusCode).toBe(303);
    expect((await browser.post(page, { note: 'pressed on a page opened before' })).statusCode).toBe(409);
    const stranger = await app.signIn((await given.user(app.em)).email);
    expect((await stranger.get(page)).statusCode).toBe(403);
    expect((await stranger.post(page)).statusCode).toBe(403);
  });
});

describe('a new organisation', () => {
  const facts = { kind: 'institution' as const, regionCode: 'RU-TY' };

  it('that looks like one of its region is asked about, and made when it is another', async () => {
    const typed = { ...facts, name: `Гос. бюджетное учр. "Центр помощи ${serial}"` };
    expect(await codeOf(organisations.add(admin, typed))).toBe('organisation-alike');
    const made = await organisations.add(admin, { ...typed, another: true });
    expect(made.likeId).toBe(into.id);
    const { doubtful } = await merging.candidates(admin, '');
    expect(doubtful.some(({ id, likeId }) => id === made.id && likeId === into.id)).toBe(true);
  });

  it('has a tax number that fits its control digits and is nobody else’s', async () => {
    const add = (name: string, inn: string) => codeOf(organisations.add(admin, { ...facts, name, inn, another: true }));
    expect(await add(`Первая ${serial}`, '3664069398')).toBe('invalid-input');
    expect(await add(`Первая ${serial}`, '3664069397')).toBe('done');
    expect(await add(`Вторая ${serial}`, '3664069397')).toBe('already-exists');
  });

  it('renamed keeps its former name', async () => {
    await organisations.edit(admin, into.id, null, { name: `Новое имя ${serial}` });
    const known = await knownOrganisations(app.em);
    expect(known.byKey.get(organisationKey(into.name, 'RU-TY'))?.id).toBe(into.id);
  });
});
