import { createHash } from 'node:crypto';
import type { CountedBallot } from '../../../../src/domain/results/sittings/ballot.js';
import { type ProtocolTwin } from '../../../../src/domain/results/protocols/protocol.js';
import { protocolFault } from '../../../../src/domain/results/protocols/protocol-fault.js';
import { forged } from '../../../support/twin.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const counted = (
  position: number,
  entryIds: string[],
  votes: [number, number],
  part: Partial<NonNullable<CountedBallot['motion']>> = {},
): CountedBallot => ({
  question: `Вопрос ${position}`,
  secret: false,
  base: 'present',
  members: 6,
  votes: { for: votes[0], against: votes[1], abstained: 0, chair: null },
  carried: votes[0] > votes[1],
  motion: { nominationId: 'n', outcome: 'reserve', regionCode: null, entryIds, ...part },
  position,
});

/** The reserve went to `c` by the second ballot of the first question; laureates to nobody by one of the second. */
function voted(change: (twin: ProtocolTwin) => void = () => {}): ProtocolTwin {
  return forged((twin) => {
    const question = { title: 'Номинация', recused: [] };
    twin.sitting = {
      members: [],
      dissents: [],
      agenda: [
        { ...question, ballots: [counted(1, ['c'], [2, 4]), counted(3, ['c'], [4, 2])] },
        { ...question, ballots: [counted(2, [], [6, 0], { outcome: 'laureate' })] },
      ],
    };
    const [first] = twin.nominations;
    first!.decisions[1]!.ballot = { question: 0, ballot: 1 };
    first!.notAwarded![0]!.ballot = { question: 1, ballot: 0 };
    change(twin);
  });
}

const first = (twin: ProtocolTwin) => twin.nominations[0]!;
const ballots = (twin: ProtocolTwin, question = 0) => twin.sitting!.agenda[question]!.ballots;

it('rests on the last ballot on each decision', () => {
  expect(protocolFault(voted(), sha256)).toBeNull();
});

it.each<[string, string, (twin: ProtocolTwin) => void]>([
  ['a ballot kept silent', '/nominations/0/decisions/1/ballot', (twin) => delete first(twin).decisions[1]!.ballot],
  [
    'an earlier ballot than the last',
    '/nominations/0/decisions/1/ballot',
    (twin) => (first(twin).decisions[1]!.ballot = { question: 0, ballot: 0 }),
  ],
  [
    'a ballot on something else',
    '/nominations/0/decisions/1/ballot',
    (twin) => (first(twin).decisions[1]!.ballot = { question: 1, ballot: 0 }),
  ],
  ['ballots in another order', '/nominations/0/decisions/1', (twin) => (ballots(twin)[0]!.position = 9)],
  [
    'an entry that was voted down',
    '/nominations/0/decisions/1',
    (twin) => Object.assign(ballots(twin)[1]!, counted(3, ['c'], [2, 4])),
  ],
  [
    'an entry put in the place of another in the question',
    '/nominations/0/decisions/1/ballot',
    (twin) => {
      for (const ballot of ballots(twin)) ballot.motion!.entryIds = ['d'];
    },
  ],
  [
    'nobody where the vote was for somebody',
    '/nominations/0/notAwarded/0',
    (twin) => (ballots(twin, 1)[0]!.motion!.entryIds = ['b']),
  ],
  [
    'a regional choice against the vote of the region',
    '/regional/0/decisions/0',
    (twin) => ballots(twin).push(counted(4, ['a'], [1, 5], { outcome: 'regional-laureate', regionCode: 'RU-BA' })),
  ],
  [
    'decisions without ballots where each needs one',
    '/regional/0/decisions/0/ballot',
    (twin) => (twin.ballots = 'each-decision'),
  ],
  ['counts that do not carry', '/sitting/agenda/0/ballots/1/carried', (twin) => (ballots(twin)[1]!.votes.for = 2)],
])('names %s', (_what, pointer, change) => {
  expect(protocolFault(voted(change), sha256)).toMatchObject({ what: 'ballot', pointer });
});
