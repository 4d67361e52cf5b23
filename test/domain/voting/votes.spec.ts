import fc from 'fast-check';
import { countVotes, passVote, rankPoints } from '../../../src/domain/voting/counts.js';
import { schulze, type WeakBallot } from '../../../src/domain/voting/schulze.js';
import { singleTransferableVote } from '../../../src/domain/voting/stv.js';

const entriesOf = (names: string) => [...names].map((id) => ({ id, registerNumber: `№ ${id}` }));
const places = (rows: readonly { entryId: string; place: { from: number; to: number } }[]) =>
  rows.map(({ entryId, place }) => `${place.from}–${place.to} ${entryId}`);
/** So many ballots of each order, each of another voter. */
const ordered = (...groups: [number, string][]) =>
  groups.flatMap(([count, order], group) =>
    Array.from({ length: count }, (_, index) => ({ voterId: `v${group}-${index}`, order: [...order] })),
  );
const weak = (...groups: [number, string][]): WeakBallot[] =>
  ordered(...groups).map(({ voterId, order }) => ({ voterId, ranks: order.map((id) => [id]) }));

describe('counted votes', () => {
  it('give the places by their number, and shared places to equals', () => {
    const ballots = ['A', 'B', 'B', 'C', 'A', 'D'].map((choice, index) => ({
      voterId: `v${index}`,
      choices: [choice],
    }));
    expect(places(countVotes(entriesOf('ABCD'), ballots, 1))).toEqual(['1–2 A', '1–2 B', '3–4 C', '3–4 D']);
  });

  it('may name any number where all that are approved of count', () => {
    const ballots = ['AB', 'B', 'ABC'].map((choices, index) => ({ voterId: `v${index}`, choices: [...choices] }));
    expect(countVotes(entriesOf('ABC'), ballots, null).map(({ entryId, count }) => [entryId, count])).toEqual([
      ['B', 3],
      ['A', 2],
      ['C', 1],
    ]);
    expect(() => countVotes(entriesOf('ABC'), ballots, 2)).toThrow('quota-reached');
  });

  it.each([
    [
      'already-exists',
      [
        { voterId: 'v', choices: ['A'] },
        { voterId: 'v', choices: ['B'] },
      ],
    ],
    ['already-exists', [{ voterId: 'v', choices: ['A', 'A'] }]],
    ['not-found', [{ voterId: 'v', choices: ['Z'] }]],
  ])('are refused with %s: %j', (code, ballots) => {
    expect(() => countVotes(entriesOf('AB'), ballots, null)).toThrow(code);
  });

  it('need entries', () => {
    expect(() => countVotes([], [], 1)).toThrow('nothing-to-rank');
  });
});

describe('rank mode', () => {
  // A member's top ten get 10 to 1: of twelve entries in order the last two get nothing.
  it('gives the first ten 10 to 1 points from each member', () => {
    const twelve = entriesOf('ABCDEFGHIJKL');
    const rows = rankPoints(twelve, ordered([1, 'ABCDEFGHIJKL']), 10);
    expect(rows.map(({ count }) => count)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]);
    expect(rows.at(-1)).toMatchObject({ entryId: 'L', place: { from: 11, to: 12 } });
  });

  // The election of Tennessee's capital, as in textbooks on voting: Memphis 42, Nashville 26, Chattanooga 15, Knoxville 17.
  // Points 4 to 1: Nashville 42·3 + 26·4 + 15·2 + 17·2 = 294, Chattanooga 42·2 + 26·3 + 15·4 + 17·3 = 273,
  // Memphis 42·4 + 26 + 15 + 17 = 226, Knoxville 42 + 26·2 + 15·3 + 17·4 = 207.
  it('is the count of Borda when all are ranked', () => {
    const ballots = ordered([42, 'MNCK'], [26, 'NCKM'], [15, 'CKNM'], [17, 'KCNM']);
    const rows = rankPoints(entriesOf('MNCK'), ballots, 4);
    expect(rows.map(({ entryId, count }) => [entryId, count])).toEqual([
      ['N', 294],
      ['C', 273],
      ['M', 226],
      ['K', 207],
    ]);
    expect(rows[0]!.points).toHaveLength(100);
  });
});

describe('pass or fail', () => {
  const ballots = (marks: string) =>
    [...marks].map((mark, index) => ({ voterId: `v${index}`, marks: { A: mark === '+' ? 'pass' : 'fail' } as const }));

  it.each([
    ['++-', 'majority', true, 2],
    ['+-', 'majority', false, 2],
    ['++-', 'two-thirds', true, 2],
    ['+++--', 'two-thirds', false, 4],
    ['++', 'all', true, 2],
    ['+-', 'all', false, 2],
    ['', 'all', false, 1],
  ] as const)('of votes %s by %s: %s, %i needed', (marks, needs, passed, needed) => {
    expect(passVote(entriesOf('A'), ballots(marks), needs)).toEqual([
      expect.objectContaining({ entryId: 'A', passed, needed }),
    ]);
  });
});

describe('the method of Schulze', () => {
  // Schulze (2011), A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
  // method: 45 voters, preferences, strongest paths and the order E > A > C > B > D.
  const of45 = weak([5, 'ACBED'], [5, 'ADECB'], [8, 'BEDAC'], [3, 'CABED'], [7, 'CAEBD'], [2, 'CBADE'], [7, 'DCEBA'], [8, 'EBADC']); // prettier-ignore

  it('orders the example of 45 voters as its author does', () => {
    const { rows, preferred, strongest } = schulze(entriesOf('ABCDE'), of45, 'winning-votes');
    expect(places(rows)).toEqual(['1–1 E', '2–2 A', '3–3 C', '4–4 B', '5–5 D']);
    expect(preferred).toEqual({
      A: { B: 20, C: 26, D: 30, E: 22 },
      B: { A: 25, C: 16, D: 33, E: 18 },
      C: { A: 19, B: 29, D: 17, E: 24 },
      D: { A: 15, B: 12, C: 28, E: 14 },
      E: { A: 23, B: 27, C: 21, D: 31 },
    });
    expect(strongest).toEqual({
      A: { B: 28, C: 28, D: 30, E: 24 },
      B: { A: 25, C: 28, D: 33, E: 24 },
      C: { A: 25, B: 29, D: 29, E: 24 },
      D: { A: 25, B: 28, C: 28, E: 24 },
      E: { A: 25, B: 28, C: 28, D: 31 },
    });
  });

  it('has the same order by margins where everybody ranks everybody', () => {
    expect(places(schulze(entriesOf('ABCDE'), of45, 'margins').rows)).toEqual([
      '1–1 E',
      '2–2 A',
      '3–3 C',
      '4–4 B',
      '5–5 D',
    ]);
  });

  // Worked by hand: A > B by 4 to 2, B > C by 5 to 4, C > A by 6 to 3. By votes the weakest step of the circle is A > B with
  // 4, which leaves B > C > A; by margins it is B > C with 1, which leaves C > A > B.
  it('may differ between winning votes and margins where ballots leave entries out', () => {
    const ballots: WeakBallot[] = [
      ...weak([3, 'ABC'], [2, 'BCA'], [1, 'CAB']),
      ...['p', 'q', 'r'].map((voterId) => ({ voterId, ranks: [['C']] })),
    ];
    const order = (by: 'winning-votes' | 'margins') =>
      schulze(entriesOf('ABC'), ballots, by).rows.map(({ entryId }) => entryId);
    expect(schulze(entriesOf('ABC'), ballots, 'margins').preferred).toEqual({
      A: { B: 4, C: 3 },
      B: { A: 2, C: 5 },
      C: { A: 6, B: 4 },
    });
    expect([order('winning-votes'), order('margins')]).toEqual([
      ['B', 'C', 'A'],
      ['C', 'A', 'B'],
    ]);
  });

  // Worked by hand: A against C 2 to 1, B against A and against C 2 to 2. A tie is no step, so B does not lead from C to A.
  it('has no step between two that as many prefer to each other', () => {
    const given = ['A|C|B', 'B|A|C', 'C|A|B', 'B|AC'].map((ranks, index): WeakBallot => ({
      voterId: `v${index}`,
      ranks: ranks.split('|').map((equals) => [...equals]),
    }));
    const { rows, strongest } = schulze(entriesOf('ABC'), given, 'winning-votes');
    expect(strongest).toEqual({ A: { B: 0, C: 2 }, B: { A: 0, C: 0 }, C: { A: 0, B: 0 } });
    expect(places(rows)).toEqual(['1–2 A', '1–2 B', '3–3 C']);
  });

  it('shares places that nothing separates', () => {
    expect(places(schulze(entriesOf('ABC'), weak([1, 'ABC'], [1, 'BCA'], [1, 'CAB']), 'margins').rows)).toEqual([
      '1–3 A',
      '1–3 B',
      '1–3 C',
    ]);
    expect(places(schulze(entriesOf('ABC'), weak([2, 'A']), 'margins').rows)).toEqual(['1–1 A', '2–3 B', '2–3 C']);
  });

  const ballot = fc.shuffledSubarray([...'ABCD'], { minLength: 0, maxLength: 4 });
  const ballots = fc
    .array(ballot, { minLength: 1, maxLength: 9 })
    .map((orders): WeakBallot[] =>
      orders.map((order, index) => ({ voterId: `v${index}`, ranks: order.map((id) => [id]) })),
    );
  const ways = fc.constantFrom('winning-votes' as const, 'margins' as const);

  it('puts first whoever wins against every other alone', () => {
    fc.assert(
      fc.property(ballots, ways, (given, by) => {
        const { rows, preferred } = schulze(entriesOf('ABCD'), given, by);
        const winner = [...'ABCD'].find((id) =>
          Object.keys(preferred[id]!).every((other) => preferred[id]![other]! > preferred[other]![id]!),
        );
        if (winner) expect(rows[0]).toMatchObject({ entryId: winner, place: { from: 1, to: 1 } });
      }),
    );
  });

  it('is not moved by a copy of an entry that stands beside it on every ballot', () => {
    fc.assert(
      fc.property(ballots, ways, (given, by) => {
        const first = (rows: ReturnType<typeof places>) =>
          new Set(rows.filter((line) => line.startsWith('1–')).map((line) => line.slice(-1).replace('a', 'A')));
        const cloned = given.map(({ voterId, ranks }) => ({
          voterId,
          ranks: ranks.flatMap((equals) => (equals[0] === 'A' ? [['A'], ['a']] : [equals])),
        }));
        const before = first(places(schulze(entriesOf('ABCD'), given, by).rows));
        expect(first(places(schulze(entriesOf('ABCDa'), cloned, by).rows))).toEqual(before);
      }),
    );
  });

  it('does not depend on the order of entries and ballots', () => {
    fc.assert(
      fc.property(ballots, ways, (given, by) => {
        expect(schulze(entriesOf('DCBA'), given.toReversed(), by)).toEqual(schulze(entriesOf('ABCD'), given, by));
      }),
    );
  });
});

describe('the single transferable vote', () => {
  const elect = (names: string, seats: number, ...groups: [number, string][]) =>
    singleTransferableVote(entriesOf(names), ordered(...groups), { seats, seed: '2019' });

  // A textbook example: 57 ballots for Andrea, Brad, Carter and Delilah, two seats, quota 20. Andrea's 20 above the quota
  // pass on at half their value: 12 to Carter, 8 to Brad; Brad goes, and Carter comes to 20.
  it('passes on a surplus at an exact value', () => {
    const { quota, elected, steps } = elect('ABCD', 2, [16, 'ABCD'], [24, 'ACBD'], [17, 'DABC']);
    expect([quota, elected]).toEqual([20, ['A', 'C']]);
    expect(steps.map(({ votes, action }) => [votes, action])).toEqual([
      [
        { A: '40', B: '0', C: '0', D: '17' },
        { kind: 'elect', entries: ['A'] },
      ],
      [
        { A: '40', B: '0', C: '0', D: '17' },
        { kind: 'transfer', from: 'A', surplus: '20', value: '1/2' },
      ],
      [
        { A: '20', B: '8', C: '12', D: '17' },
        { kind: 'exclude', entry: 'B', by: 'fewest' },
      ],
      [
        { A: '20', B: '0', C: '20', D: '17' },
        { kind: 'elect', entries: ['C'] },
      ],
    ]);
  });

  // Another: oranges 4, pears then oranges 2, chocolate then strawberries 8, chocolate then sweets 4, strawberries 1, sweets 1;
  // three seats, quota 6. Chocolate's 6 pass on as 4 and 2; pears go to oranges, sweets go, strawberries fill the last seat.
  it('excludes the fewest and fills the last seat', () => {
    const groups: [number, string][] = [[4, 'O'], [2, 'PO'], [8, 'CS'], [4, 'CW'], [1, 'S'], [1, 'W']]; // prettier-ignore
    const { quota, elected, steps } = elect('OPCSW', 3, ...groups);
    expect([quota, elected]).toEqual([6, ['C', 'O', 'S']]);
    expect(steps.map(({ action }) => action.kind)).toEqual([
      'elect',
      'transfer',
      'exclude',
      'elect',
      'exclude',
      'fill',
    ]);
    expect(steps.at(-1)).toMatchObject({ votes: { C: '6', O: '6', S: '5', W: '0' }, exhausted: '3' });
  });

  it('keeps thirds exact', () => {
    const { steps } = elect('ABCD', 2, [4, 'AB'], [3, 'AC'], [2, 'D']);
    expect(steps[1]!.action).toEqual({ kind: 'transfer', from: 'A', surplus: '3', value: '3/7' });
    expect(steps[2]!.votes).toEqual({ A: '4', B: '12/7', C: '9/7', D: '2' });
  });

  it('separates the fewest by the latest earlier step, then by lot', () => {
    // B and C have 2 and 1 at first and 2 each after A's surplus: C had fewer before.
    const early = elect('ABCD', 2, [6, 'AC'], [2, 'B'], [1, 'C'], [3, 'D']);
    const excluded = (count: typeof early) => count.steps.find(({ action }) => action.kind === 'exclude')!.action;
    expect(excluded(early)).toEqual({ kind: 'exclude', entry: 'C', by: 'earlier-step' });
    const lots = ['1', '2', '3', '4', '5', '6'].map((seed) =>
      singleTransferableVote(entriesOf('ABC'), ordered([3, 'A'], [2, 'B'], [2, 'C']), { seats: 1, seed }),
    );
    const drawn = lots.map(excluded);
    expect(drawn).toEqual(drawn.map(() => expect.objectContaining({ by: 'lot' })));
    expect(new Set(drawn.map((action) => 'entry' in action && action.entry))).toEqual(new Set(['B', 'C']));
  });

  it('elects everybody where there are not more than the seats', () => {
    expect(elect('AB', 3, [2, 'A'], [1, 'B']).elected).toEqual(['A', 'B']);
  });

  const orders = fc.array(fc.shuffledSubarray([...'ABCDE']), { maxLength: 12 });

  it('fills the seats, loses no vote and does not depend on the order of the ballots', () => {
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 4 }), (given, seats) => {
        const ballots = given.map((order, index) => ({ voterId: `v${index}`, order }));
        const count = singleTransferableVote(entriesOf('ABCDE'), ballots, { seats, seed: 's' });
        expect(count.elected).toHaveLength(seats);
        expect(new Set(count.elected).size).toBe(seats);
        for (const { votes, exhausted } of count.steps) {
          const parts = [...Object.values(votes), exhausted].map((text) => {
            const [n, d = '1'] = text.split('/');
            return Number(n) / Number(d);
          });
          expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(given.filter((order) => order.length).length, 9);
        }
        expect(singleTransferableVote(entriesOf('EDCBA'), ballots.toReversed(), { seats, seed: 's' })).toEqual(count);
      }),
    );
  });

  it('gives a group of as many quotas as many seats, whatever order it votes in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.shuffledSubarray([...'ABC'], { minLength: 3 }), { minLength: 7, maxLength: 7 }),
        (group) => {
          const others = ordered([4, 'DE']);
          const ballots = [...group.map((order, index) => ({ voterId: `g${index}`, order })), ...others];
          // 11 ballots, 2 seats: the quota is 4, and 7 ballots are one quota; the others are one as well.
          const { elected } = singleTransferableVote(entriesOf('ABCDE'), ballots, { seats: 2, seed: 's' });
          expect(elected.some((id) => 'ABC'.includes(id))).toBe(true);
          expect(elected).toContain('D');
        },
      ),
    );
  });
});
