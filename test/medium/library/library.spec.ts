import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { FormVersion } from '../../../src/cycles/forms/form-version.entity.js';
import { readData } from '../../../src/cycles/reference/load-reference.js';
import type { FormField } from '../../../src/domain/cycles/form.js';
import type { SnapshotItem } from '../../../src/domain/results/publication/publication.js';
import { LibraryReader } from '../../../src/library/library.reader.js';
import { LibraryService } from '../../../src/library/library.service.js';
import { Practice } from '../../../src/library/practice.entity.js';
import { newId } from '../../../src/platform/ids.js';
import type { Submission } from '../../../src/submissions/entries/submission.entity.js';
import { startApp, type TestApp } from '../../support/app.js';
import { countQueries } from '../../support/count-queries.js';
import { given, type GivenCycle } from '../../support/given.js';

let app: TestApp;
let serial = 0;
const shownAt = new Date('2026-06-01T09:00:00Z');

beforeAll(async () => {
  app = await startApp({
    now: '2026-06-10T09:00:00Z',
    // Its publications are written by hand, without a protocol.
    broken: ['publication-has-its-hash', 'publication-has-two-signatures', 'published-decision-is-on-record'],
  });
  await withoutSignatures();
});
afterAll(() => app.close());

/** The database asks for a protocol with two signatures; what is tested here begins after that. */
async function withoutSignatures(): Promise<void> {
  await app.db.source.transaction(async (tx) => {
    await tx.query('SET LOCAL ROLE NONE');
    await tx.query('ALTER TABLE publication DISABLE TRIGGER USER, DROP CONSTRAINT publication_protocol_id_fkey');
  });
}
beforeEach(async () => {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  await app.db.source.transaction(async (tx) => {
    await tx.query('SET LOCAL ROLE NONE'); // the program itself deletes none
    await tx.query('DELETE FROM practice');
  });
});

async function practice(values: Partial<Practice>): Promise<void> {
  serial += 1;
  await app.em.insert(Practice, {
    id: newId(),
    slug: `practice-${serial}`,
    title: `Практика ${serial}`,
    summary: '',
    regionCode: 'RU-BA',
    regionName: 'Республика Башкортостан',
    organisation: '',
    nomination: '',
    year: 2019,
    outcome: 'finalist',
    recommended: false,
    sections: [],
    results: [],
    nationalProjects: [],
    source: '',
    generated: false,
    publishedAt: shownAt,
    ...values,
  } as never);
}

const titles = async (query: string): Promise<string[]> => {
  const { items } = (await app.guest().api('GET', `practices?${query}`)).json<{ items: { title: string }[] }>();
  return items.map(({ title }) => title);
};
const asked = (words: string) => `q=${encodeURIComponent(words)}`;

describe('searching practices', () => {
  it('finds other forms of a word', async () => {
    await practice({ title: 'Семейные паспорта районов', summary: 'Полный разбор положения семей' });
    await practice({ title: 'Дождевые сады' });
    expect(await titles(asked('паспорт района'))).toEqual(['Семейные паспорта районов']);
    expect(await titles(asked('семьям'))).toEqual(['Семейные паспорта районов']);
    expect(await titles(asked('сад'))).toEqual(['Дождевые сады']);
    expect(await titles(asked('трамвай'))).toEqual([]);
  });

  it('takes whatever is typed as words', async () => {
    await practice({ title: 'Дождевые сады' });
    for (const typed of ["'; DROP TABLE practice; --", '"сады', 'сады & | !', '%', '<script>', '\\'])
      expect((await app.guest().get(`/practices?${asked(typed)}`)).statusCode).toBe(200);
  });

  it('narrows by region, year and outcome, and counts what each choice would leave', async () => {
    await practice({ title: 'А', year: 2018, outcome: 'winner' });
    await practice({ title: 'Б', year: 2017 });
    await practice({ title: 'В', year: 2017, regionCode: 'RU-KHA', regionName: 'Хабаровский край' });
    expect(await titles('year=2017')).toEqual(['Б', 'В']);
    expect(await titles('year=2017&region=RU-KHA')).toEqual(['В']);
    expect(await titles('outcome=winner')).toEqual(['А']);
    const { body } = await app.guest().get('/practices?y=2017');
    // The year's own counts put the chosen year aside; the others respect it.
    expect(body).toMatch(/value="2018"\s*>\s*<label[^>]*>2018<span>1<\/span>/);
    expect(body).toContain('Хабаровский край (1)');
    expect(body).not.toMatch(/value="winner"/);
  });

  it('continues by key without leaving anything out or showing it twice', async () => {
    for (let count = 0; count < 7; count += 1) await practice({ title: `П${count % 3}`, year: 2016 + (count % 2) });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await app.guest().api('GET', `practices?limit=2${cursor && `&cursor=${cursor}`}`);
      const page = answer.json<{ items: { slug: string }[]; next: string | null }>();
      seen.push(...page.items.map(({ slug }) => slug));
      cursor = page.next;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('shows nothing before its instant: not in lists, counts, search, cards, maps or the interface', async () => {
    const publishedAt = new Date('2026-06-10T12:00:00Z');
    await practice({
      title: 'Тихая гавань',
      slug: 'tikhaya-gavan',
      publishedAt,
      regionCode: 'RU-KGD',
      year: 2025,
      outcome: 'winner',
    });
    const pages = ['/', '/practices', `/practices?${asked('гавань')}`, '/results', '/regions'];
    const before = await Promise.all(pages.map((page) => app.guest().get(page)));
    for (const { body } of before) expect(body).not.toMatch(/гавань<|tikhaya|results\/2025|RU-KGD"/);
    expect((await app.guest().get('/practices/tikhaya-gavan')).statusCode).toBe(404);
    expect((await app.guest().get('/results/2025')).statusCode).toBe(404);
    expect(await titles('')).toEqual([]);
    app.clock.moveTo(publishedAt);
    expect((await app.guest().get('/practices/tikhaya-gavan')).body).toContain('Тихая гавань');
    expect(await titles('')).toEqual(['Тихая гавань']);
    expect((await app.guest().get('/results/2025')).body).toContain('Тихая гавань');
  });

  it('counts anew what another process wrote, and what becomes public by itself, and nothing in between', async () => {
    const total = async () =>
      Object.values(await app.nest.get(LibraryReader).byRegion()).reduce((sum, count) => sum + count, 0);
    await practice({});
    expect(await total()).toBe(1);
    const elsewhere = new pg.Client(app.databaseUrl);
    await elsewhere.connect();
    await elsewhere.query("UPDATE practice SET published_at = '2026-06-11T09:00:00Z'");
    expect(await total()).toBe(0);
    app.clock.moveTo('2026-06-11T09:00:00Z');
    expect(await total()).toBe(1);
    app.clock.moveTo('2026-06-11T08:59:59Z');
    expect(await total()).toBe(0);
    await elsewhere.query('BEGIN');
    await elsewhere.query("UPDATE practice SET published_at = '2026-06-01T09:00:00Z'");
    expect(await total()).toBe(0);
    await elsewhere.query('COMMIT');
    expect(await total()).toBe(1);
    await elsewhere.query("UPDATE practice SET published_at = '2027-01-01T09:00:00Z'");
    expect(await total()).toBe(0);
    await elsewhere.end();
  });

  it('takes as many queries for three practices as for one', async () => {
    const counts: number[] = [];
    await practice({});
    await app.guest().get('/practices');
    for (const more of [1, 2]) {
      for (let count = 0; count < more; count += 1) await practice({});
      counts.push(await countQueries(app.db.source, async () => void (await app.guest().get('/practices'))));
    }
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeLessThanOrEqual(5);
  });
});

describe('adopting a publication', () => {
  let year: GivenCycle;
  let entries: Submission[];

  beforeEach(async () => {
    year = await given.cycle(app.em);
    await app.em.update(FormVersion, { id: year.form.id }, { fields: readData<FormField[]>('demo/passport.json') });
    const answers = {
      annotation: 'Соседи смотрят друг за другом.',
      problem: 'О беде узнают поздно.',
      steps: ['Найти дежурного', 'Составить пары'],
      results: [{ indicator: 'Пары', unit: 'ед.', before: '0', after: '620', year: '2025' }],
      'national-projects': ['np2025-family'],
      'started-on': '2024-03-01',
    };
    entries = [];
    for (const title of ['Сосед поможет', 'Мобильная бригада', 'Передышка'])
      entries.push(await given.submittedEntry(app.em, year, { title, answers }));
  });

  /** Here a publication needs no protocol: see `withoutSignatures`. */
  async function publication(items: Partial<SnapshotItem>[], publishAt: string): Promise<string> {
    const id = newId();
    const snapshot = { year: year.cycle.year, number: 1, protocolNumber: '4', items };
    await app.em.query(
      `INSERT INTO publication (id, cycle_id, number, protocol_id, snapshot, hash, publish_at, reason, created_at, created_by_id)
         VALUES ($1, $2, 1, $3, $4, $5, $6, '', now(), $3)`,
      [id, year.cycle.id, newId(), JSON.stringify(snapshot), 'a'.repeat(64), publishAt],
    );
    return id;
  }
  const itemOf = (entry: Submission, outcome: SnapshotItem['outcome']): Partial<SnapshotItem> => ({
    submissionId: entry.id,
    registerNumber: entry.registerNumber!,
    title: entry.title,
    nomination: year.nomination.title,
    outcome,
    organisationName: 'Министерство',
    regionCode: 'RU-BA',
    regionName: 'Республика Башкортостан',
  });

  it('makes cards of winners and of the recommended from what was submitted, once', async () => {
    const [first, second, third] = entries as [Submission, Submission, Submission];
    const items = [
      itemOf(first, 'finalist'),
      itemOf(first, 'winner'),
      itemOf(first, 'recommended'),
      itemOf(second, 'recommended'),
      itemOf(third, 'finalist'),
    ];
    const id = await publication(items, '2026-06-10T12:00:00Z');
    const library = app.nest.get(LibraryService);
    await Promise.all([library.adopt(id), library.adopt(id), library.adopt(id)]);
    await library.adopt(id);
    const cards = await app.em.find(Practice, { order: { title: 'ASC' } });
    expect(cards.map(({ title, outcome, recommended }) => [title, outcome, recommended])).toEqual([
      ['Мобильная бригада', 'recommended', true],
      ['Сосед поможет', 'winner', true],
    ]);
    expect(cards[1]).toMatchObject({
      slug: 'sosed-pomozhet',
      summary: 'Соседи смотрят друг за другом.',
      startedOn: '2024-03-01',
      nationalProjects: ['np2025-family'],
      results: [{ indicator: 'Пары', unit: 'ед.', before: '0', after: '620', year: '2025' }],
      sections: [
        { kind: 'text', heading: 'Проблема', text: 'О беде узнают поздно.' },
        { kind: 'list', heading: 'Шаги, чтобы повторить', items: ['Найти дежурного', 'Составить пары'] },
      ],
    });
  });

  it('shows the cards from the instant of the publication on, however early it ran', async () => {
    const id = await publication([itemOf(entries[0]!, 'winner')], '2026-06-10T12:00:00Z');
    await app.nest.get(LibraryService).adopt(id);
    expect(await titles('')).toEqual([]);
    app.clock.moveTo('2026-06-10T12:00:00Z');
    expect(await titles('')).toEqual(['Сосед поможет']);
  });
});
