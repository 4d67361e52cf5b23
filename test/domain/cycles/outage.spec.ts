import fc from 'fast-check';
import { extendedBy, outagesBeforeClose, type ServedMinute } from '../../../src/domain/cycles/outage.js';

const day = '2026-06-20';
const at = (time: string): Date => new Date(`${day}T${time}:00Z`);
const intake = { opensAt: new Date('2026-06-01T09:00:00Z'), closesAt: at('21:00') };
const minute = 60_000;

/** Traces of each minute between two times, but for those that are left out. */
function traces(from: string, to: string, without: readonly [string, string][] = []): ServedMinute[] {
  const rows: ServedMinute[] = [];
  for (let time = at(from).getTime(); time < at(to).getTime(); time += minute)
    if (!without.some(([begun, ended]) => time >= at(begun).getTime() && time < at(ended).getTime()))
      rows.push({ minute: new Date(time), answered: 3, failed: 0 });
  return rows;
}
const spans = (outages: readonly { from: Date; to: Date }[]) =>
  outages.map(({ from, to }) => `${from.toISOString().slice(11, 16)}–${to.toISOString().slice(11, 16)}`);

test.each<[string, ServedMinute[], string[]]>([
  ['every minute has its trace', traces('10:00', '21:00'), []],
  ['48 minutes have none', traces('10:00', '21:00', [['14:02', '14:50']]), ['14:02–14:50']],
  ['a restart of four minutes', traces('10:00', '21:00', [['14:00', '14:04']]), []],
  ['five minutes', traces('10:00', '21:00', [['14:00', '14:05']]), ['14:00–14:05']],
  [
    'two of them',
    traces('10:00', '21:00', [
      ['11:00', '11:10'],
      ['20:00', '20:30'],
    ]),
    ['11:00–11:10', '20:00–20:30'],
  ],
  ['one over the close counts up to it', traces('10:00', '23:00', [['20:40', '22:00']]), ['20:40–21:00']],
  ['one after the close', traces('10:00', '23:00', [['21:30', '22:00']]), []],
  ['nothing is known of what came before the first trace and after the last', traces('12:00', '13:00'), []],
  ['no trace at all', [], []],
])('%s', (_what, rows, outages) => {
  expect(spans(outagesBeforeClose(rows, intake))).toEqual(outages);
});

test('A minute of failures is none of service; a few failures among answers are', () => {
  const rows = traces('10:00', '21:00').map((row) => ({
    ...row,
    failed: row.minute >= at('14:00') && row.minute < at('14:30') ? 3 : 1,
  }));
  expect(spans(outagesBeforeClose(rows, intake))).toEqual(['14:00–14:30']);
});

test('What happened before the last day, or before the opening, takes nothing from the end', () => {
  const earlier = { opensAt: intake.opensAt, closesAt: new Date('2026-06-22T21:00:00Z') };
  expect(outagesBeforeClose(traces('10:00', '21:00', [['14:02', '14:50']]), earlier)).toEqual([]);
  const justOpened = { opensAt: at('14:30'), closesAt: at('21:00') };
  expect(spans(outagesBeforeClose(traces('10:00', '21:00', [['14:02', '14:50']]), justOpened))).toEqual([
    '14:30–14:50',
  ]);
});

test('As much as was lost is given back, and the extension never shortens', () => {
  const outages = outagesBeforeClose(traces('10:00', '21:00', [['14:02', '14:50']]), intake);
  expect(extendedBy(intake, outages)).toEqual(at('21:48'));
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1439 })), (minutes) => {
      const rows = minutes
        .toSorted((a, b) => a - b)
        .map((n) => ({ minute: new Date(at('00:00').getTime() + n * minute), answered: 1, failed: 0 }));
      const found = outagesBeforeClose(rows, intake);
      const gained = extendedBy(intake, found).getTime() - intake.closesAt.getTime();
      expect(gained).toBeGreaterThanOrEqual(0);
      expect(gained).toBeLessThanOrEqual(24 * 60 * minute);
    }),
  );
});
