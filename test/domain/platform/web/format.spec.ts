import {
  formatClock,
  formatDay,
  formatDeadline,
  formatInitials,
  formatInstant,
  formatNumber,
  formatOwnTime,
  formatPercent,
  formatPersonShort,
  formatRemaining,
  formatSize,
  formatSpan,
  zoneName,
} from '../../../../src/platform/web/format.js';

const now = new Date('2019-08-27T11:32:00Z');
const moscow = { locale: 'ru', timeZone: 'Europe/Moscow', now } as const;
const ufa = { locale: 'ru', timeZone: 'Asia/Yekaterinburg', now } as const;
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('An instant', () => {
  const end = new Date('2019-08-31T20:59:00Z');
  test.each([
    [end, moscow, '31 августа, 23:59\u00a0МСК'],
    [end, ufa, '1 сентября, 01:59\u00a0МСК+2'],
    [end, { ...moscow, locale: 'en' as const }, '31 August, 23:59\u00a0MSK'],
    [end, { ...moscow, year: 'always' as const }, '31 августа 2019 года, 23:59\u00a0МСК'],
    [new Date('2018-12-31T21:00:00Z'), moscow, '1 января, 00:00\u00a0МСК'],
    [new Date('2018-12-31T20:59:59Z'), moscow, '31 декабря 2018 года, 23:59\u00a0МСК'],
    [
      new Date('2019-08-27T12:02:41Z'),
      { ...moscow, year: 'always' as const, seconds: true },
      '27 августа 2019 года, 15:02:41\u00a0МСК',
    ],
    [end, { ...moscow, timeZone: 'Europe/Kaliningrad' }, '31 августа, 22:59\u00a0МСК−1'],
  ])('%s reads %j', (at, format, words) => {
    expect(formatInstant(at, format)).toBe(words);
  });

  test('names other zones by their distance from Moscow, half hours too', () => {
    expect(zoneName(end, { locale: 'ru', timeZone: 'Asia/Kolkata' })).toBe('МСК+2:30');
    expect(zoneName(end, { locale: 'en', timeZone: 'Asia/Kamchatka' })).toBe('MSK+9');
  });

  test('at the end of a half-open window is the last minute before midnight', () => {
    expect(formatDeadline(new Date('2019-08-31T21:00:00Z'), moscow)).toBe('31 августа, 23:59\u00a0МСК');
    expect(formatDeadline(new Date('2019-08-31T15:00:00Z'), moscow)).toBe('31 августа, 18:00\u00a0МСК');
    expect(formatDeadline(new Date('2019-08-31T21:00:00Z'), { ...ufa, closesIn: 'Europe/Moscow' })).toBe(
      '1 сентября, 01:59\u00a0МСК+2',
    );
  });

  const beside = 'Europe/Moscow';

  test('reads on the own wall, and is not repeated where the walls agree', () => {
    expect(formatOwnTime(end, { ...ufa, beside, place: 'в Уфе' })).toBe('В Уфе это 1 сентября, 01:59');
    expect(formatOwnTime(end, { ...ufa, beside })).toBe('По вашим часам это 1 сентября, 01:59');
    expect(formatOwnTime(end, { ...ufa, beside, locale: 'en', place: 'in Ufa' })).toBe(
      'In Ufa it is 1 September, 01:59',
    );
    expect(formatOwnTime(end, { ...moscow, timeZone: 'Europe/Simferopol', beside })).toBe('');
    expect(formatOwnTime(end, { ...moscow, beside: 'Asia/Vladivostok' })).toBe('По вашим часам это 31 августа, 23:59');
    expect(formatOwnTime(end, { ...moscow, timeZone: 'Asia/Vladivostok', beside: 'Asia/Vladivostok' })).toBe('');
    expect(formatClock(end, 'Europe/Moscow')).toBe('23:59');
  });
});

describe('Days and spans', () => {
  test.each([
    ['2019-08-31', '31 августа'],
    ['2018-08-31', '31 августа 2018 года'],
  ])('the day %s reads «%s»', (day, words) => {
    expect(formatDay(day, moscow)).toBe(words);
  });

  test.each([
    ['2019-07-15', '2019-08-31', '15 июл – 31 авг'],
    ['2019-09-01', '2019-09-30', '1 – 30 сен'],
    ['2019-09-01', '2019-09-01', '1 сен'],
    ['2019-12-15', '2020-01-25', '15 дек 2019 – 25 янв 2020'],
    ['2018-05-01', '2018-06-02', '1 мая – 2 июн 2018'],
  ])('%s to %s reads «%s»', (from, to, words) => {
    expect(formatSpan(from, to, moscow)).toBe(words);
  });

  test('a span of instants ends on the day before its closing midnight', () => {
    const span = formatSpan(new Date('2019-08-31T21:00:00Z'), new Date('2019-09-30T21:00:00Z'), moscow);
    expect(span).toBe('1 – 30 сен');
  });

  test('a span without years keeps silent about them', () => {
    expect(formatSpan('2019-12-15', '2020-01-25', { ...moscow, year: 'never' })).toBe('15 дек – 25 янв');
  });

  test('what is no day is refused', () => {
    expect(() => formatDay('31.08.2019', moscow)).toThrow('not a calendar day');
  });
});

describe('The remaining time', () => {
  const MINUTE = 60_000;
  test.each([
    [4 * 1440 + 9 * 60 + 27, '4 дня 9 часов', '4 days 9 hours'],
    [1440 + 5 * 60 + 49, '1 день 5 часов', '1 day 5 hours'],
    [130, '2 часа 10 минут', '2 hours 10 minutes'],
    [1440 + 3, '1 день', '1 day'],
    [121, '2 часа 1 минута', '2 hours 1 minute'],
    [21 * 1440, '21 день', '21 days'],
    [1, '1 минута', '1 minute'],
    [0.99, 'меньше минуты', 'less than a minute'],
    [0, 'срок прошёл', 'time is up'],
  ])('of %s minutes reads «%s»', (minutes, ru, en) => {
    const to = new Date(now.getTime() + minutes * MINUTE);
    expect(formatRemaining(now, to, 'ru')).toBe(ru);
    expect(formatRemaining(now, to, 'en')).toBe(en);
  });
});

describe('Numbers', () => {
  test.each([
    [1452, undefined, '1 452', '1,452'],
    [999, undefined, '999', '999'],
    ['10199', undefined, '10 199', '10,199'],
    ['34.1', 2, '34,10', '34.10'],
    ['34.105', 2, '34,11', '34.11'],
    ['-0.004', 2, '0,00', '0.00'],
    ['-14.5', 0, '−15', '−15'],
    ['12345678901234567890.12', undefined, '12 345 678 901 234 567 890,12', '12,345,678,901,234,567,890.12'],
    [12n, 1, '12,0', '12.0'],
    ['007.50', undefined, '7,50', '7.50'],
  ])('%s to %s digits reads «%s»', (value, digits, ru, en) => {
    const rest = digits === undefined ? {} : { digits };
    expect(plain(formatNumber(value, { locale: 'ru', ...rest }))).toBe(ru);
    expect(formatNumber(value, { locale: 'en', ...rest })).toBe(en);
  });

  test('thousands and per cent do not break', () => {
    expect(formatNumber(1452, { locale: 'ru' })).toBe('1\u00a0452');
    expect(formatPercent(58, { locale: 'ru' })).toBe('58\u00a0%');
    expect(formatPercent('58.25', { locale: 'en', digits: 1 })).toBe('58.3%');
  });

  test('what is no decimal is refused', () => {
    expect(() => formatNumber('1e5', { locale: 'ru' })).toThrow('not a decimal number');
    expect(() => formatNumber(Number.NaN, { locale: 'ru' })).toThrow('not a decimal number');
  });

  test.each([
    [0, '0 байт'],
    [1023, '1 023 байт'],
    [421_888, '412 КБ'],
    [2_516_582, '2,3 МБ'],
    [2_516_583, '2,4 МБ'],
    [20 * 1024 ** 2, '20 МБ'],
    [1.5 * 1024 ** 3, '1,5 ГБ'],
  ])('%s bytes are «%s»', (bytes, words) => {
    expect(plain(formatSize(bytes, 'ru'))).toBe(words);
  });
});

describe('People', () => {
  test.each([
    [{ familyName: 'Галимова', givenName: 'Алия', patronymic: 'Рашитовна' }, 'А. Р. Галимова', 'АГ'],
    [{ familyName: 'Ким', givenName: 'дмитрий', patronymic: null }, 'Д. Ким', 'ДК'],
    [{ familyName: 'Мартен', givenName: 'Жан-Поль' }, 'Ж.-П. Мартен', 'ЖМ'],
  ])('%j is «%s»', (person, words, initials) => {
    expect(plain(formatPersonShort(person))).toBe(words);
    expect(formatInitials(person)).toBe(initials);
  });
});
