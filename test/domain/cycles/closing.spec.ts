import { closingOf, everybody, isTaking, nextEnd, type ClosingReader } from '../../../src/domain/cycles/closing.js';
import type { Extension, Reach } from '../../../src/domain/cycles/extension.js';

const intake = {
  kind: 'intake' as const,
  opensAt: new Date('2026-11-01T00:00:00Z'),
  closesAt: new Date('2026-11-14T21:00:00Z'),
};
const nobody: Reach = { nominationId: null, organisationId: null, submissionId: null };
const until = (day: number, reach: Partial<Reach>): Extension => ({
  ...nobody,
  ...reach,
  id: `x${day}`,
  closesFrom: intake.closesAt,
  closesAt: new Date(Date.UTC(2026, 10, day, 21)),
  recordedAt: new Date('2026-11-10T00:00:00Z'),
});
const extensions = [
  until(20, { nominationId: 'tourism' }),
  until(18, { nominationId: 'tourism' }),
  until(20, { nominationId: 'sport' }),
  until(22, { organisationId: 'ministry' }),
  until(17, { submissionId: 'own' }),
  until(19, { submissionId: 'tourist' }),
  // Of a nomination whose close is not later than everybody's nothing is told.
  until(13, { nominationId: 'health' }),
];
const on = (day: number) => new Date(Date.UTC(2026, 10, day, 12));
const read = (reader: ClosingReader, now: Date) => closingOf({ intake, extensions, graceMinutes: 10, now }, reader)!;
const said = ({ longer }: ReturnType<typeof read>) =>
  longer.map(({ of, ids, closesAt, isOpen }) => `${of} ${ids.join('+')} ${closesAt.getUTCDate()} ${isOpen}`);

const entrant: ClosingReader = {
  kind: 'entrant',
  organisationIds: ['ministry'],
  entries: [
    { nominationId: 'health', organisationId: 'other', submissionId: 'own' },
    { nominationId: 'tourism', organisationId: 'other', submissionId: 'tourist' },
  ],
};
const staff: ClosingReader = { kind: 'staff' };
const tourismAndSport = 'nomination tourism+sport 20';

describe('When the intake closes and for whom', () => {
  it.each<[string, ClosingReader, number, string, string[]]>([
    ['everybody is told of nominations alone', everybody, 12, 'open', [`${tourismAndSport} true`]],
    ['also after the close', everybody, 16, 'extended', [`${tourismAndSport} true`]],
    ['and when all is over', everybody, 21, 'closed', [`${tourismAndSport} false`]],
    [
      'own people of their organisation and entries too; of an entry whose nomination has longer, the nomination',
      entrant,
      18,
      'extended',
      ['entry own 17 false', `${tourismAndSport} true`, 'organisation ministry 22 true'],
    ],
    [
      'the staff of all',
      staff,
      23,
      'closed',
      ['entry own 17 false', 'entry tourist 19 false', `${tourismAndSport} false`, 'organisation ministry 22 false'],
    ],
  ])('%s', (_what, reader, day, state, longer) => {
    const closing = read(reader, on(day));
    expect([closing.state, said(closing)]).toEqual([state, longer]);
    expect(isTaking(closing)).toBe(state !== 'closed');
  });

  it('is ahead before it opens, and over at the very instant of its close', () => {
    expect(read(everybody, new Date('2026-10-31T23:59:59Z')).state).toBe('ahead');
    expect(read(everybody, new Date(intake.closesAt.getTime() - 1)).state).toBe('open');
    expect(read(everybody, intake.closesAt).state).toBe('extended');
    expect(read(everybody, extensions[0]!.closesAt).state).toBe('closed');
  });

  it('names the end that comes next', () => {
    expect(nextEnd(read(everybody, on(12)))).toEqual(intake.closesAt);
    expect(nextEnd(read(everybody, on(16)))).toEqual(extensions[0]!.closesAt);
  });

  it('tells the grace to the staff alone', () => {
    expect([everybody, entrant, staff].map((reader) => read(reader, on(12)).graceMinutes)).toEqual([null, null, 10]);
  });

  it('is nothing where there is no intake', () => {
    expect(closingOf({ intake: null, extensions, graceMinutes: 0, now: on(12) }, staff)).toBeNull();
    expect(isTaking(null)).toBe(false);
  });
});
