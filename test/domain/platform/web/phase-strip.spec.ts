import { phaseStrip, type StageDates } from '../../../../src/platform/web/phase-strip.js';

const at = (text: string) => new Date(`${text}+03:00`);
const stages2019: StageDates[] = [
  {
    title: 'Приём практик',
    opensAt: at('2019-07-15T00:00'),
    closesAt: at('2019-09-01T00:00'),
    untilEnd: 'До конца приёма',
    endsAt: 'Приём до',
  },
  { title: 'Региональная комиссия', opensAt: at('2019-09-01T00:00'), closesAt: at('2019-10-01T00:00') },
  { title: 'Голосование регионов', opensAt: at('2019-10-01T00:00'), closesAt: at('2019-11-01T00:00') },
];

describe('The phase strip', () => {
  test('says the running stage, its share, the deadline in both zones and what is left', () => {
    const strip = phaseStrip({
      stages: stages2019,
      now: at('2019-08-27T14:32'),
      timeZone: 'Asia/Yekaterinburg',
      place: 'в Уфе',
    });
    expect(strip.current).toEqual({ number: 1, total: 3, title: 'Приём практик' });
    expect(strip.stages[0]).toMatchObject({
      span: '15 июл – 31 авг',
      running: true,
      elapsed: '90.8',
      today: 'Сегодня 27 августа',
    });
    expect(strip.stages[1]).toMatchObject({ span: '1 – 30 сен', running: false, elapsed: null, today: null });
    expect(strip.due).toEqual({
      lead: 'До конца приёма',
      remaining: '4 дня 9 часов',
      sentence: 'Приём до 31 августа, 23:59\u00a0МСК',
      own: 'В Уфе это 1 сентября, 01:59',
      slim: '1 сентября, 01:59 в Уфе (31 августа, 23:59\u00a0МСК)',
    });
  });

  test('passes to the next stage at the very instant, without a gap', () => {
    const strip = phaseStrip({ stages: stages2019, now: at('2019-09-01T00:00'), timeZone: 'Europe/Moscow' });
    expect(strip.current?.number).toBe(2);
    expect(strip.stages[0]).toMatchObject({ past: true, elapsed: '100.0' });
    expect(strip.due?.slim).toBe('Этап идёт до 30 сентября, 23:59\u00a0МСК');
  });

  test('before the first stage counts to its opening', () => {
    const strip = phaseStrip({
      stages: stages2019,
      now: at('2019-07-14T00:00'),
      timeZone: 'Europe/Moscow',
      locale: 'en',
    });
    expect(strip.current).toBeNull();
    expect(strip.due).toMatchObject({ remaining: '1 day', sentence: 'Begins 15 July, 00:00\u00a0MSK' });
  });

  test('after the last stage, and without stages, says so', () => {
    const over = phaseStrip({ stages: stages2019, now: at('2019-11-01T00:00'), timeZone: 'Europe/Moscow' });
    expect(over).toMatchObject({ due: null, rest: 'Все этапы завершены' });
    expect(phaseStrip({ stages: [], now: new Date(0), timeZone: 'UTC' }).rest).toBe('Сроки этапов ещё не объявлены');
  });
});
