import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { lotOf } from '../../../src/domain/kernel/lot.js';
import { sha256Of } from '../../../src/domain/kernel/sha-256.js';
import type { TieRule } from '../../../src/domain/ranking/ranking-rule.js';
import { rankEntries } from '../../../src/domain/ranking/rank-entries.js';
import { contest, placesOf } from '../../support/contest.js';

const equals = { A: [[5, 7]], B: [[7, 5]] };
const share: TieRule = { kind: 'share' };
const winnersBy = (tieChain: TieRule[], more: Partial<Parameters<typeof contest>[0]> = {}) =>
  placesOf(contest({ sheets: equals, rule: { tieChain }, ...more })).map((line) => line.slice(0, 5));

describe('equal totals', () => {
  // The earlier date, then the earlier time (томск.гранты.рф). 1 August 23:30 in Moscow is 20:30 UTC; 2 August 00:30 is 21:30 UTC.
  it('are separated by the earlier day of the zone, then by the earlier instant', () => {
    const at = (A: string, B: string) => ({ entries: { A: { submittedAt: A }, B: { submittedAt: B } } });
    const byDay: TieRule = { kind: 'earlier-day', timeZone: 'Europe/Moscow' };
    const overMidnight = at('2019-08-01T21:30:00.000Z', '2019-08-01T20:30:00.000Z');
    expect(winnersBy([byDay, share], overMidnight)).toEqual(['1–1 B', '2–2 A']);
    const oneDay = at('2019-08-01T20:30:00.000Z', '2019-08-01T19:30:00.000Z');
    expect(winnersBy([byDay, share], oneDay)).toEqual(['1–2 A', '1–2 B']);
    expect(winnersBy([byDay, { kind: 'earlier-submission' }, share], oneDay)).toEqual(['1–1 B', '2–2 A']);
    const elsewhere: TieRule = { kind: 'earlier-day', timeZone: 'Europe/Kaliningrad' };
    expect(winnersBy([elsewhere, share], overMidnight)).toEqual(['1–2 A', '1–2 B']);
  });

  it.each<[string, TieRule, string[]]>([
    ['a criterion', { kind: 'criterion', id: 'c1' }, ['1–1 B', '2–2 A']],
    ['nothing', share, ['1–2 A', '1–2 B']],
    ['an open vote that was not held', { kind: 'open-vote' }, ['1–2 A', '1–2 B']],
  ])('are separated by %s', (_name, rule, places) => {
    expect(winnersBy([rule])).toEqual(places);
  });

  it('are separated by the number of sheets', () => {
    expect(winnersBy([{ kind: 'more-sheets' }], { sheets: { A: [[6]], B: [[6], [6]] } })).toEqual(['1–1 B', '2–2 A']);
  });

  // Open vote of the commission, the chair's vote decides (docs.cntd.ru/document/463711142).
  it.each([
    ['more votes', { votes: { A: 3, B: 4 }, chair: ['A'] }, ['1–1 B', '2–2 A']],
    ['the chair where votes are equal', { votes: { A: 4, B: 4 }, chair: ['B'] }, ['1–1 B', '2–2 A']],
    ['nobody where the chair did not choose', { votes: { A: 4, B: 4 }, chair: [] }, ['1–2 A', '1–2 B']],
  ])('are separated by %s', (_name, openVote, places) => {
    expect(winnersBy([{ kind: 'open-vote' }, share], { openVote })).toEqual(places);
  });

  it('are drawn by a published seed, which anybody can repeat', () => {
    const input = contest({ sheets: equals, rule: { tieChain: [{ kind: 'lot', seed: 'Жеребьёвка 2019' }] } });
    const lots = input.entries.map(({ id, registerNumber }) => {
      const text = `Жеребьёвка 2019:${registerNumber}`;
      return { id, lot: createHash('sha256').update(text).digest('hex') };
    });
    const [first, second] = lots.sort((a, b) => (a.lot < b.lot ? -1 : 1));
    const { rows } = rankEntries(input);
    expect(rows.map(({ entryId, place, tie }) => [entryId, place.from, tie!.lot])).toEqual([
      [first!.id, 1, first!.lot],
      [second!.id, 2, second!.lot],
    ]);
    expect(rows[0]!.tie).toMatchObject({ equals: 1, below: null, above: { kind: 'lot', seed: 'Жеребьёвка 2019' } });
  });

  it('are drawn otherwise by some other seed', () => {
    const winners = ['1', '2', '3', '4', '5', '6', '7', '8'].map((seed) => winnersBy([{ kind: 'lot', seed }])[0]);
    expect(new Set(winners)).toEqual(new Set(['1–1 A', '1–1 B']));
  });
});

describe('the hash of lots', () => {
  // FIPS 180-4, examples of SHA-256.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of "%s"', (text, hash) => {
    expect(sha256Of(text)).toBe(hash);
  });

  it('is that of any other program, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(sha256Of(text)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
    );
    expect(lotOf('seed', 'А-2019-0001')).toBe(createHash('sha256').update('seed:А-2019-0001').digest('hex'));
  });
});
