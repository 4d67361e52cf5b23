import { rankEntries } from '../../../../src/domain/ranking/rank-entries.js';
import {
  inProtocolOrder,
  recordedDecisions,
  type RecordedAward,
} from '../../../../src/domain/results/protocols/recorded-decisions.js';
import { contest } from '../../../support/contest.js';

const ranking = rankEntries(contest({ sheets: { a: [[9]], b: [[8]], c: [[7]], d: [[6]] }, rule: { minSheets: 1 } }));
const award = (submissionId: string, outcome: RecordedAward['outcome'], place: number, part = {}): RecordedAward => ({
  submissionId,
  outcome,
  place,
  reason: 'По рейтингу',
  reserveOrder: null,
  despite: '',
  followsId: null,
  ballotId: null,
  ...part,
});
const none = { ranking, withdrawals: [], places: new Map(), others: [] };

describe('decisions in a protocol', () => {
  it('stand from the highest kind down, the reserve by its numbers, others by their places', () => {
    const awards = [
      award('d', 'reserve', 4, { reserveOrder: 1 }),
      award('c', 'reserve', 3, { reserveOrder: 2 }),
      award('b', 'winner', 2),
      award('a', 'winner', 1),
    ];
    const shown = inProtocolOrder(awards).map(({ outcome, submissionId }) => `${outcome} ${submissionId}`);
    expect(shown).toEqual(['winner a', 'winner b', 'reserve d', 'reserve c']);
  });

  it('name what was passed over, and nothing where nobody was', () => {
    const departures = (awards: RecordedAward[], facts = none) =>
      recordedDecisions(awards, facts).map(({ departure }) => departure);
    expect(departures([award('a', 'winner', 1)])).toEqual([false]);
    expect(departures([award('b', 'winner', 2)])).toEqual([true]);
  });

  it('pass nobody over who was withdrawn, and say whom a promoted entry follows', () => {
    const withdrawals = [{ id: 'w', submissionId: 'a' }];
    const [decision] = recordedDecisions([award('b', 'winner', 2, { followsId: 'w', reserveOrder: 1 })], {
      ...none,
      withdrawals,
    });
    expect(decision).toMatchObject({ entryId: 'b', departure: false, order: 1, follows: { entryId: 'a' } });
  });

  it('stand behind what other sittings decided', () => {
    const second = [award('b', 'runner-up', 2)];
    expect(recordedDecisions(second, none)[0]!.departure).toBe(true);
    expect(recordedDecisions(second, { ...none, others: [award('a', 'winner', 1)] })[0]!.departure).toBe(false);
  });

  it('keep why a body did not wait for sheets, and leave it out where it did not have to', () => {
    const [waited, other] = recordedDecisions(
      [award('a', 'winner', 1, { despite: 'Срок' }), award('b', 'winner', 2)],
      none,
    );
    expect(waited).toHaveProperty('despite', 'Срок');
    expect(other).not.toHaveProperty('despite');
  });
});
