import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  dayOf,
  endOfDay,
  homeZone,
  instantOf,
  isDay,
  isLocalTime,
  localDateTime,
  plusDays,
  startOfDay,
  weekdayOf,
} from '../../../src/domain/kernel/local-day.js';
import { projectRoot } from '../../../src/platform/web/project-root.js';

const zones = [
  'Europe/Moscow',
  'Europe/Kaliningrad',
  'Asia/Kamchatka',
  'Europe/Volgograd',
  'Asia/Yakutsk',
  'Asia/Chita',
];

describe('a day in a zone', () => {
  // docs/rules.md §1: 31 August 23:59 in Moscow is 22:59 in Kaliningrad and 1 September 08:59 in Kamchatka.
  it.each([
    ['Europe/Kaliningrad', '2019-08-31T22:59:00'],
    ['Europe/Moscow', '2019-08-31T23:59:00'],
    ['Asia/Kamchatka', '2019-09-01T08:59:00'],
  ])('shows the deadline in %s as %s', (zone, shown) => {
    expect(localDateTime(instantOf('2019-08-31T23:59', 'Europe/Moscow'), zone)).toBe(shown);
  });

  // Federal laws 2018 and 2020: Volgograd went to UTC+4 on 28 October 2018 and back to UTC+3 on 27 December 2020, at 02:00.
  it.each([
    ['2018-10-27', '2018-10-26T21:00:00.000Z', 24],
    ['2018-10-28', '2018-10-27T21:00:00.000Z', 23],
    ['2018-10-29', '2018-10-28T20:00:00.000Z', 24],
    ['2020-12-27', '2020-12-26T20:00:00.000Z', 25],
    ['2020-12-28', '2020-12-27T21:00:00.000Z', 24],
  ])('begins %s in Volgograd at %s and lasts %d hours', (day, begins, hours) => {
    expect(startOfDay(day, 'Europe/Volgograd').toISOString()).toBe(begins);
    expect(endOfDay(day, 'Europe/Volgograd').getTime() - Date.parse(begins)).toBe(hours * 3_600_000);
  });

  it('takes the first of two equal clock times and steps over a missing one', () => {
    expect(instantOf('2020-12-27T01:30', 'Europe/Volgograd').toISOString()).toBe('2020-12-26T21:30:00.000Z');
    expect(localDateTime(instantOf('2018-10-28T02:30', 'Europe/Volgograd'), 'Europe/Volgograd')).toBe(
      '2018-10-28T03:30:00',
    );
  });

  it('contains exactly the instants between its start and its end', () => {
    const zone = fc.constantFrom(...zones);
    const date = fc.date({ min: new Date('2012-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(zone, date, (timeZone, instant) => {
        const day = dayOf(instant, timeZone);
        expect(startOfDay(day, timeZone).getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(instant.getTime()).toBeLessThan(endOfDay(day, timeZone).getTime());
        expect(dayOf(startOfDay(day, timeZone), timeZone)).toBe(day);
        expect(dayOf(endOfDay(day, timeZone), timeZone)).toBe(plusDays(day, 1));
      }),
      { numRuns: 300 },
    );
  });

  it('knows which dates exist and which weekday they are', () => {
    expect(['2019-02-28', '2020-02-29'].every(isDay)).toBe(true);
    expect(['2019-02-29', '2019-13-01', '1 Sep 2019', '2019-9-1', '', '0000-01-01', '10000-01-01'].some(isDay)).toBe(
      false,
    );
    const beyond = [
      '0000-01-01T00:00',
      '0001-01-01T00:00',
      '+275760-09-13T00:00',
      '10000-01-01T00:00',
      '2200-01-01T00:00',
    ];
    expect(beyond.filter(isLocalTime)).toEqual([]);
    expect(isLocalTime('2199-12-31T23:59')).toBe(true);
    expect(weekdayOf('2019-08-28')).toBe(3);
    expect(weekdayOf('2019-09-01')).toBe(7);
    expect(() => plusDays('2019-02-29', 1)).toThrow(RangeError);
  });
});

it('no page, letter or program names the zone of the installation by itself', () => {
  const filesIn = (folder: string) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|hbs)$/.test(file) && !file.startsWith('migrations/'))
      .map((file) => join(folder, file));
  const naming = [...filesIn('src'), ...filesIn('templates')].filter((file) =>
    readFileSync(join(projectRoot, file), 'utf8').includes(homeZone),
  );
  // Where it is set, and the list of zones from which a person chooses.
  expect(naming.sort()).toEqual(['src/accounts/account/account-model.ts', 'src/domain/kernel/local-day.ts']);
});
