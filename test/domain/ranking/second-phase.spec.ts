import fc from 'fast-check';
import type { SecondPhase } from '../../../src/domain/ranking/ranking-rule.js';
import { bodyBallots, goesOn } from '../../../src/domain/ranking/second-phase.js';
import type { BodyBallot } from '../../../src/domain/ranking/input.js';
import { rankEntries } from '../../../src/domain/ranking/rank-entries.js';
import { Refusal } from '../../../src/domain/kernel/refusal.js';
import { selectBy } from '../../../src/domain/selection/select.js';
import { contest } from '../../support/contest.js';

const phase = (by: SecondPhase['by'], facts: Partial<SecondPhase> = {}): SecondPhase => ({
  top: null,
  by,
  equals: 'share',
  ...facts,
});
const marks = { kind: 'marks' as const, min: '1', max: '10' };

/** Entries with points in the order given, judged by the body. */
function judged(points: Record<string, number>, secondPhase: SecondPhase, ballots: BodyBallot[]) {
  const sheets = Object.fromEntries(Object.entries(points).map(([name, score]) => [name, [[score]]]));
  return { ...contest({ sheets, scaleMax: '20', rule: { secondPhase } }), ballots };
}
const places = (...given: Parameters<typeof judged>) =>
  rankEntries(judged(...given)).rows.map(
    ({ entryId, place, second }) =>
      `${place.from}${place.to > place.from ? `–${place.to}` : ''} ${entryId}${second ? ` ${second.value ?? '-'}` : ''}`,
  );
const markers = (...lists: Record<string, string>[]): BodyBallot[] =>
  lists.map((given, index) => ({ voterId: `m${index + 1}`, marks: given }));
const orders = (...lists: string[][]): BodyBallot[] =>
  lists.map((order, index) => ({ voterId: `m${index + 1}`, order }));

describe('the second phase', () => {
  // Formal points, then the top ten of the category get the members' marks of 1 to 10 (ar-net.ru/doc/read/22784/3).
  it('lets the marks alone decide among the ten best, and puts the others behind', () => {
    const names = Array.from({ length: 12 }, (_, index) => `e${String(index + 1).padStart(2, '0')}`);
    const points = Object.fromEntries(names.map((name, index) => [name, 12 - index]));
    const given = markers(Object.fromEntries(names.map((name, index) => [name, String(Math.min(10, index + 1))])));
    expect(places(points, phase(marks, { top: 10 }), given)).toEqual([
      ...names
        .slice(0, 10)
        .toReversed()
        .map((name, index) => `${index + 1} ${name} ${10 - index}`),
      '11 e11',
      '12 e12',
    ]);
  });

  it('lets all who share the last of the places go on, and puts who got nothing behind the other finalists', () => {
    const four = { A: 9, B: 5, C: 5, D: 1 };
    const given = markers({ A: '1', B: '2', C: '3', D: '10' });
    expect(places(four, phase(marks, { top: 2 }), given)).toEqual(['1 C 3', '2 B 2', '3 A 1', '4 D']);
    expect(places(four, phase(marks, { top: 2 }), markers({ B: '2', C: '10' }))).toEqual([
      '1 C 10',
      '2 B 2',
      '3 A -',
      '4 D',
    ]);
  });

  // By hand: A has 9 and 8, so 17/2; B has 8 and 9, the same; by their points A stands first.
  it('takes the exact mean of the marks; equals share the places or stand by their points', () => {
    const given = markers({ A: '9', B: '8', C: '1' }, { A: '8', B: '9', C: '2.5' });
    const two = { A: 10, B: 9, C: 8 };
    expect(places(two, phase(marks), given)).toEqual(['1–2 A 17/2', '1–2 B 17/2', '3 C 7/4']);
    expect(places(two, phase(marks, { equals: 'first-phase' }), given)).toEqual(['1 A 17/2', '2 B 17/2', '3 C 7/4']);
  });

  // The capital of Tennessee (docs/rules.md, source Q): Memphis 42, Nashville 26, Chattanooga 15, Knoxville 17 of a hundred.
  const tennessee = [
    ...Array.from({ length: 42 }, () => ['Memphis', 'Nashville', 'Chattanooga', 'Knoxville']),
    ...Array.from({ length: 26 }, () => ['Nashville', 'Chattanooga', 'Knoxville', 'Memphis']),
    ...Array.from({ length: 15 }, () => ['Chattanooga', 'Knoxville', 'Nashville', 'Memphis']),
    ...Array.from({ length: 17 }, () => ['Knoxville', 'Chattanooga', 'Nashville', 'Memphis']),
  ];
  const cities = { Chattanooga: 4, Knoxville: 3, Memphis: 2, Nashville: 1 };
  it('counts places on ballots by Borda, by Schulze and by a transferable vote', () => {
    const given = orders(...tennessee);
    // Nashville: 42·3 + 26·4 + 15·2 + 17·2 = 294; Chattanooga 273, Memphis 226, Knoxville 207.
    expect(places(cities, phase({ kind: 'rank-points', points: 4 }), given)).toEqual([
      '1 Nashville 294',
      '2 Chattanooga 273',
      '3 Memphis 226',
      '4 Knoxville 207',
    ]);
    expect(places(cities, phase({ kind: 'schulze' }), given)).toEqual([
      '1 Nashville -',
      '2 Chattanooga -',
      '3 Knoxville -',
      '4 Memphis -',
    ]);
    // One seat: Chattanooga goes first, then Nashville; Knoxville has 58 then and is elected.
    expect(places(cities, phase({ kind: 'stv', seats: 1, seed: 's' }), given)[0]).toBe('1 Knoxville -');
  });

  it('counts votes, and who passed before who did not', () => {
    const three = { A: 9, B: 8, C: 7 };
    expect(places(three, phase({ kind: 'votes', most: 2 }), orders(['C', 'B'], ['C'], ['B', 'C']))).toEqual([
      '1 C 3',
      '2 B 2',
      '3 A 0',
    ]);
    const verdicts = markers({ A: '0', B: '1', C: '1' }, { A: '1', B: '1', C: '1' }, { A: '0', B: '0', C: '1' });
    expect(places(three, phase({ kind: 'pass', needs: 'majority' }, { equals: 'first-phase' }), verdicts)).toEqual([
      '1 B 1',
      '2 C 1',
      '3 A 0',
    ]);
    expect(places(three, phase({ kind: 'pass', needs: 'all' }, { equals: 'first-phase' }), verdicts)[0]).toBe('1 C 1');
  });

  it('is the ranking by points until a ballot is there, and forgets what ballots say of entries that do not go on', () => {
    const three = { A: 9, B: 8, C: 7 };
    expect(places(three, phase(marks, { top: 2 }), [])).toEqual(['1 A', '2 B', '3 C']);
    expect(places(three, phase(marks, { top: 2 }), markers({ B: '9', A: '2', C: '10', gone: '10' }))).toEqual([
      '1 B 9',
      '2 A 2',
      '3 C',
    ]);
  });

  it('gives the same places whatever the order of ballots, and every place once', () => {
    const names = ['A', 'B', 'C', 'D', 'E'];
    const points = fc.record(Object.fromEntries(names.map((name) => [name, fc.integer({ min: 0, max: 4 })])));
    const ballot = fc.record({
      order: fc.shuffledSubarray(names),
      marks: fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 10 }).map(String)),
    });
    const by = fc.constantFrom<SecondPhase['by']>(
      marks,
      { kind: 'rank-points', points: 3 },
      { kind: 'votes', most: null },
      { kind: 'schulze' },
      { kind: 'stv', seats: 2, seed: 'x' },
    );
    fc.assert(
      fc.property(
        points,
        fc.array(ballot, { maxLength: 5 }),
        by,
        fc.constantFrom('share' as const, 'first-phase' as const),
        fc.option(fc.integer({ min: 1, max: 4 })),
        (given, lists, kind, equals, top) => {
          const ballots = lists.map((each, index) => ({ ...each, voterId: `m${index}` }));
          const secondPhase = phase(kind, { equals, top });
          const { rows } = rankEntries(judged(given, secondPhase, ballots));
          expect(rows.map(({ entryId }) => entryId).sort()).toEqual(names);
          rows.forEach((row, index) => {
            expect(row.place.from).toBeLessThanOrEqual(index + 1);
            expect(row.place.to).toBeGreaterThanOrEqual(index + 1);
            const equalsOf = rows.filter(({ place }) => place.from === row.place.from);
            expect(equalsOf).toHaveLength(row.place.to - row.place.from + 1);
          });
          const turned = rankEntries(judged(given, secondPhase, ballots.toReversed()));
          expect(turned.rows.map(({ entryId, place }) => [entryId, place])).toEqual(
            rows.map(({ entryId, place }) => [entryId, place]),
          );
          // Who does not go on stands behind all who do.
          const on = new Set(
            goesOn(rankEntries({ ...judged(given, secondPhase, []), ballots: [] }).rows, secondPhase).map(
              ({ entryId }) => entryId,
            ),
          );
          if (ballots.length > 0) expect(rows.slice(0, on.size).every(({ entryId }) => on.has(entryId))).toBe(true);
        },
      ),
    );
  });

  it('is what the selection goes by: equal points do not bind those whom the body placed apart', () => {
    const ranking = rankEntries(judged({ A: 9, B: 9, C: 9 }, phase(marks), markers({ A: '3', B: '9', C: '5' })));
    const selected = selectBy(ranking, { first: 1, atBorder: 'widen' }).rows.filter((row) => row.selected);
    expect(selected.map(({ entryId }) => entryId)).toEqual(['B']);
  });
});

describe('ballots of the body', () => {
  const facts = { phase: phase(marks), finalists: new Set(['A', 'B']), voters: new Set(['m1', 'm2']) };
  const faultsOf = (deed: () => unknown) => {
    try {
      deed();
    } catch (error) {
      if (error instanceof Refusal && error.detail.code === 'invalid-input')
        return error.detail.problems.map(({ pointer, rule }) => `${pointer} ${rule}`);
      throw error;
    }
    return [];
  };

  it('are taken with commas as points; empty ones fall away', () => {
    expect(bodyBallots([...markers({ A: '7,5' }), { voterId: 'm2', marks: {} }], facts)).toEqual([
      { voterId: 'm1', marks: { A: '7.5' } },
    ]);
  });

  it.each<[string, BodyBallot[], SecondPhase['by'], string[]]>([
    ['a mark off the scale', markers({ A: '11' }), marks, ['/ballots/0/marks/A score-off-scale']],
    ['a mark that is no number', markers({ A: 'семь' }), marks, ['/ballots/0/marks/A not-a-number']],
    ['an entry that does not go on', markers({ C: '5' }), marks, ['/ballots/0/marks/C not-offered']],
    ['somebody who is no member', [{ voterId: 'x', marks: { A: '5' } }], marks, ['/ballots/0/voterId not-offered']],
    ['two of one member', [...markers({ A: '5' }), ...markers({ A: '6' })], marks, ['/ballots/1/voterId duplicate']],
    ['an entry named twice', orders(['A', 'A']), { kind: 'schulze' }, ['/ballots/0/order duplicate']],
    [
      'more votes than a member has',
      orders(['A', 'B']),
      { kind: 'votes', most: 1 },
      ['/ballots/0/order too-many-votes'],
    ],
    ['none at all', [], marks, ['/ballots required']],
  ])('are refused for %s', (_what, sent, by, faults) => {
    expect(faultsOf(() => bodyBallots(sent, { ...facts, phase: phase(by) }))).toEqual(faults);
  });
});
