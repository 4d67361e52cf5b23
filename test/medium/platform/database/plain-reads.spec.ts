import { EntityManager, In, IsNull, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { decidingYear } from '../../../support/deciding-year.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await decidingYear(app);
});
afterAll(() => app.close());

test('each kind of row is read as TypeORM reads it, with the rows that it names', async () => {
  const usual = new EntityManager(app.em.dataSource);
  let rows = 0;
  for (const { target, primaryColumns, relations } of app.em.dataSource.entityMetadatas) {
    const order = Object.fromEntries(primaryColumns.map(({ propertyName }) => [propertyName, 'DESC']));
    const named = relations.filter(({ isManyToOne }) => isManyToOne).map(({ propertyName }) => [propertyName, true]);
    for (const options of [
      { order, take: 7 },
      { order, take: 3, relations: Object.fromEntries(named) },
    ]) {
      const found = await app.em.find(target, options);
      expect({ target, found }).toEqual({ target, found: await usual.find(target, options) });
      for (const row of found) expect(row).toBeInstanceOf(target);
      rows += found.length;
    }
  }
  expect(rows).toBeGreaterThan(100);
});

test.each([
  ['nothing said', {}],
  ['a value', { where: { state: 'admitted' } }],
  ['several', { where: { state: 'admitted', generated: false } }],
  ['one of some', { where: { state: In(['admitted', 'draft']) } }],
  ['one of none', { where: { state: In([]) } }],
  ['nothing there', { where: { revisionId: IsNull() } }],
  ['something there', { where: { revisionId: Not(IsNull()) } }],
  ['another', { where: { state: Not('draft') } }],
  ['from an instant', { where: { savedAt: MoreThan(new Date('2020-01-01T00:00:00Z')) } }],
  ['up to an instant', { where: { savedAt: LessThanOrEqual(new Date('2020-01-01T00:00:00Z')) } }],
  ['some columns', { select: { id: true, title: true } }],
  ['either', { where: [{ state: 'admitted' }, { state: 'draft' }] }],
  ['of the row that it names', { where: { nomination: { code: 'main' } } }],
])('%s', async (_name, asked) => {
  const options = { ...asked, order: { id: 'ASC' } } as never;
  const usual = await new EntityManager(app.em.dataSource).find(Submission, options);
  expect(await app.em.find(Submission, options)).toEqual(usual);
});

test('the first of what is found, or nothing', async () => {
  const [some] = await app.em.find(Submission, { take: 1 });
  expect(await app.em.findOneBy(Submission, { id: some!.id })).toEqual(some);
  expect(await app.em.findOneBy(Submission, { id: '00000000-0000-7000-8000-000000000000' })).toBeNull();
  await expect(app.em.findOneByOrFail(Submission, { title: 'no such title' })).rejects.toThrow('Could not find');
});

test('a value that is not there is refused, and never left out', async () => {
  await expect(app.em.findBy(Submission, { id: undefined as never })).rejects.toThrow(/undefined/);
  await expect(app.em.findBy(Submission, { id: null as never })).rejects.toThrow(/null/);
});
