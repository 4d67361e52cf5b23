import { readFileSync } from 'node:fs';
import { mustBeListed, regionsOn } from '../../../src/domain/cycles/region.js';
import { regionCodeFrom } from '../../../src/domain/cycles/region-names.js';
import { type RegionRecord, regionRowFrom } from '../../../src/domain/cycles/region-record.js';

const rows = (JSON.parse(readFileSync('data/regions.json', 'utf8')) as RegionRecord[]).map(regionRowFrom);
const on = (day: string, code: string) => regionsOn(day, rows).find((region) => region.code === code);

describe('regions as of a day', () => {
  it.each([
    ['2018-07-01', 85],
    ['2022-09-29', 85],
    ['2022-09-30', 89],
    ['2023-06-01', 89],
  ])('lists on %s %d subjects', (day, count) => {
    expect(regionsOn(day, rows)).toHaveLength(count);
  });

  it.each([
    ['RU-BU', '2018-11-02', 'Сибирский'],
    ['RU-BU', '2018-11-03', 'Дальневосточный'],
    ['RU-ZAB', '2018-11-02', 'Сибирский'],
    ['RU-CR', '2016-07-27', 'Крымский'],
    ['RU-CR', '2016-07-28', 'Южный'],
  ])('places %s on %s in the district «%s»', (code, day, district) => {
    expect(on(day, code)?.districtRu).toBe(district);
  });

  it('calls Kemerovo Oblast by the name of the time', () => {
    expect(on('2018-09-12', 'RU-KEM')?.nameRu).toBe('Кемеровская область');
    expect(on('2019-07-15', 'RU-KEM')?.nameRu).toBe('Кемеровская область — Кузбасс');
  });

  it.each([
    ['RU-BA', 'RU-BA'],
    [' ru-ba ', 'RU-BA'],
    ['02', 'RU-BA'],
    ['RU-DPR', 'RU-DON'],
    ['RU-HR', 'RU-KHE'],
    ['UA-43', 'RU-CR'],
    ['RU-XX', null],
    ['constructor', null],
    ['', null],
  ])('reads %j in a file as %j', (typed, code) => {
    expect(regionCodeFrom(typed, rows)).toBe(code);
  });

  it('refuses a subject that was not listed on the day', () => {
    expect(() => mustBeListed('RU-LUG', '2019-07-15', rows)).toThrow('region-not-listed');
    expect(mustBeListed('RU-LUG', '2023-07-15', rows).districtRu).toBeNull();
  });
});
