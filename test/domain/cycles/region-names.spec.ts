import { readFileSync } from 'node:fs';
import { regionCodeFrom, regionsLike } from '../../../src/domain/cycles/region-names.js';
import { type RegionRecord, regionRowFrom } from '../../../src/domain/cycles/region-record.js';

const rows = (JSON.parse(readFileSync('data/regions.json', 'utf8')) as RegionRecord[]).map(regionRowFrom);
const report = readFileSync('test/fixtures/reports/region-names/entries.csv', 'utf8');
const named = report
  .split('\n')
  .slice(1)
  .map((line) => line.split(';')[1])
  .filter((name): name is string => Boolean(name));

describe('a region in a file', () => {
  it('is found by each name of a table that people sent, but for a city, where its subject is suggested', () => {
    const unknown = named.filter((name) => regionCodeFrom(name, rows) === null);
    expect(named).toHaveLength(26);
    expect(unknown).toEqual(['Орёл']);
    expect(regionsLike('Орёл', rows)[0]?.code).toBe('RU-ORL');
  });

  it.each([
    ['Башкирия', 'RU-BA'],
    ['Респ. Башкортостан', 'RU-BA'],
    ['Республика  Башкортостан (02)', 'RU-BA'],
    ['02 Башкортостан', 'RU-BA'],
    ['Республика Саха(Якутия)', 'RU-SA'],
    ['Саха /Якутия/ Респ', 'RU-SA'],
    ['ХМАО', 'RU-KHM'],
    ['Ханты-Мансийский автономный округ–Югра', 'RU-KHM'],
    ['Ханты\u2011Мансийский АО', 'RU-KHM'],
    ['Ямало-Ненецкий АО', 'RU-YAN'],
    ['Ненецкий АО', 'RU-NEN'],
    ['Еврейская АО', 'RU-YEV'],
    ['Город Москва', 'RU-MOW'],
    ['МОСКОВСКАЯ ОБЛ', 'RU-MOS'],
    ['г.Санкт-Петербург', 'RU-SPE'],
    ['Город федерального значения Севастополь', 'RU-SEV'],
    ['Алтай', 'RU-AL'],
    ['Алтайский', 'RU-ALT'],
    ['край Алтайский', 'RU-ALT'],
    ['Пермская область', 'RU-PER'],
    ['Kemerovo Oblast', null],
    ['Republic of Bashkortostan', 'RU-BA'],
    ['Российская Федерация, Тульская область', 'RU-TUL'],
    ['2', 'RU-BA'],
    ['02', 'RU-BA'],
  ])('called %j is %j', (typed, code) => {
    expect(regionCodeFrom(typed, rows)).toBe(code);
  });

  it.each([
    ['a kind that the subject is not', 'Алтай край'],
    ['a number of another subject', '03 Башкортостан'],
    ['two subjects at once', 'Тульская и Рязанская области'],
    ['a kind alone', 'Республика'],
    ['no words', '—'],
    ['nothing', ''],
  ])('with %s is nobody', (_what, typed) => {
    expect(regionCodeFrom(typed, rows)).toBeNull();
  });

  it.each(rows.map(({ nameRu, code }) => [nameRu, code]))('called by its own name %s is itself', (name, code) => {
    expect(regionCodeFrom(name, rows)).toBe(code);
    expect(regionCodeFrom(name.replaceAll('—', '-').toUpperCase(), rows)).toBe(code);
  });

  it.each([
    ['Башкортастан', 'RU-BA'],
    ['Алтай край', 'RU-ALT'],
    ['Уфа', 'RU-BA'],
    ['Нижегородская обл ', 'RU-NIZ'],
    ['Ниж. Новгород', 'RU-NGR'],
    ['Сведловская область', 'RU-SVE'],
  ])('misspelt as %j brings %s to mind first', (typed, code) => {
    expect(regionsLike(typed, rows)[0]?.code).toBe(code);
  });

  it('that is like none suggests none', () => {
    expect(regionsLike('Zzz', rows)).toEqual([]);
    expect(regionsLike('', rows)).toEqual([]);
  });
});
