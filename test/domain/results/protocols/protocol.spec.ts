import { createHash } from 'node:crypto';
import {
  buildProtocol,
  type ProtocolFacts,
  protocolFault,
  type ProtocolTwin,
} from '../../../../src/domain/results/protocols/protocol.js';
import { canonicalJson } from '../../../../src/domain/kernel/canonical.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { contest } from '../../../support/contest.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** a 18, b 16, c 14, d 12 by the sum of two criteria; by the first criterion alone d is first. */
const input = contest({
  sheets: { a: [[8, 10]], b: [[7, 9]], c: [[6, 8]], d: [[9, 3]] },
  rule: { minSheets: 1 },
});
const card = { title: 'Практика', organisation: 'Организация', region: 'Регион' };
const facts: ProtocolFacts = {
  competition: 'Конкурс',
  year: 2026,
  number: '5',
  on: '2026-06-10',
  place: 'Москва',
  form: 'in-person',
  body: 'Совет',
  chair: 'А',
  secretary: 'Б',
  attendance: { members: 8, present: 6, recused: 0 },
  attendees: [],
  quorum: { rule: 'majority', recusals: 'keep-base' },
  regulation: { protocolNumber: '1', on: null },
  criteria: input.criteria.map(({ id, weight, scaleMax }) => ({
    id,
    title: id,
    weight,
    scaleMin: '0',
    scaleMax,
    scaleStep: '1',
  })),
  inputs: [],
  nominations: [
    {
      id: 'n',
      code: 'С',
      title: 'Номинация',
      input,
      selection: {
        rule: { first: 1 },
        facts: {},
        scenario: {
          title: 'Только первый критерий',
          ground: 'Решение совета',
          rankingRule: { ...input.rule, weightSets: [{ nomination: 'С', weights: { c1: '1', c2: '0' } }] },
        },
      },
      cards: { a: card, b: card, c: card, d: card },
      decisions: [
        {
          entryId: 'b',
          outcome: 'winner',
          place: 2,
          departure: false,
          reason: 'Из резерва',
          order: 1,
          follows: { entryId: 'a' },
        },
        {
          entryId: 'c',
          outcome: 'reserve',
          place: 3,
          departure: false,
          reason: 'По рейтингу',
          order: 2,
          despite: 'Срок',
        },
      ],
      notAwarded: [{ outcome: 'laureate', reason: 'Нет достойных' }],
      withdrawn: [{ entryId: 'a', reason: 'Не сможем', at: '2026-06-20T09:00:00.000Z', held: ['winner'] }],
    },
  ],
  regional: [
    {
      id: 'n',
      code: 'С',
      title: 'Номинация',
      entries: [
        { id: 'a', registerNumber: 'С-1', regionCode: 'RU-BA' },
        { id: 'b', registerNumber: 'С-2', regionCode: 'RU-YAR' },
      ],
      cards: { a: card, b: card },
      decisions: [{ entryId: 'a', regionCode: 'RU-BA', reason: 'Лучшая' }],
      notAwarded: [{ regionCode: 'RU-YAR', reason: 'Нет готовых' }],
    },
  ],
  notes: [],
};
// Weight sets look at the entry's nomination.
facts.nominations[0]!.input.entries.forEach((entry) => Object.assign(entry, { nomination: 'С' }));

const built = () => JSON.parse(canonicalJson(buildProtocol(facts, sha256))) as ProtocolTwin;

/** A forger writes the hash of the whole anew. */
function forged(change: (twin: ProtocolTwin) => void): ProtocolTwin {
  const twin = built();
  change(twin);
  const { sha256: _old, ...content } = twin;
  return { ...content, sha256: sha256(canonicalJson(content)) };
}

describe('a protocol with all kinds of decisions', () => {
  it('follows from itself, for the domain and for the verifier of files', () => {
    expect(protocolFault(built(), sha256)).toBeNull();
    expect(verifyProtocol(JSON.stringify(built())).fault).toBeNull();
  });

  it('says who was proposed by the scenario that was fixed, counted by its own rule', () => {
    const [nomination] = built().nominations;
    expect(nomination!.ranking.rows[0]!.entryId).toBe('a');
    expect(nomination!.selected!.rows.filter(({ selected }) => selected).map(({ entryId }) => entryId)).toEqual(['d']);
  });

  const first = (twin: ProtocolTwin) => twin.nominations[0]!;
  it.each<[string, string, (twin: ProtocolTwin) => void]>([
    [
      'another rule of the scenario',
      '/nominations/0/selected',
      (twin) => (first(twin).selection!.scenario!.rankingRule = input.rule),
    ],
    ['another proposal', '/nominations/0/selected', (twin) => (first(twin).selected!.rows[0]!.selected = false)],
    ['the scenario left out', '/nominations/0/selected', (twin) => delete first(twin).selection!.scenario],
    [
      'a departure that is none',
      '/nominations/0/decisions/0/departure',
      (twin) => (first(twin).decisions[0]!.departure = true),
    ],
    ['a withdrawal kept silent', '/nominations/0/decisions/0/departure', (twin) => delete first(twin).withdrawn],
    [
      'one who followed nobody',
      '/nominations/0/decisions/0/follows',
      (twin) => (first(twin).decisions[0]!.follows = { entryId: 'd' }),
    ],
    [
      'what was not held',
      '/nominations/0/decisions/0/follows',
      (twin) => (first(twin).withdrawn![0]!.held = ['finalist']),
    ],
    ['a reserve without order', '/nominations/0/decisions', (twin) => delete first(twin).decisions[1]!.order],
    [
      'nobody beside somebody',
      '/nominations/0/notAwarded/0',
      (twin) => (first(twin).notAwarded![0]!.outcome = 'winner'),
    ],
    [
      'a laureate of another region',
      '/regional/0/decisions/0',
      (twin) => (twin.regional![0]!.decisions[0]!.regionCode = 'RU-YAR'),
    ],
    [
      'a region with both answers',
      '/regional/0/notAwarded/0',
      (twin) => (twin.regional![0]!.notAwarded![0]!.regionCode = 'RU-BA'),
    ],
  ])('is caught with %s', (_what, pointer, change) => {
    expect(verifyProtocol(JSON.stringify(forged(change))).fault?.pointer).toMatch(new RegExp(`^${pointer}`));
  });

  it('is caught when an entry that was withdrawn is awarded', () => {
    const twin = forged((each) => (first(each).decisions[1]!.entryId = 'a'));
    expect(verifyProtocol(JSON.stringify(twin)).fault?.what).toBe('decision');
  });

  it('has the ground of not waiting for sheets and of nobody under its hash', () => {
    const twin = built();
    first(twin).decisions[1]!.despite = 'Другая причина';
    expect(protocolFault(twin, sha256)).toMatchObject({ what: 'hash' });
  });
});
