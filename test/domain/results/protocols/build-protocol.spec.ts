import { createHash } from 'node:crypto';
import {
  buildProtocol,
  type ProtocolFacts,
  type ProtocolTwin,
} from '../../../../src/domain/results/protocols/protocol.js';
import { protocolFault } from '../../../../src/domain/results/protocols/protocol-fault.js';
import { plainRankingRule } from '../../../../src/domain/ranking/ranking-rule.js';

const sitting = {
  attendance: { members: 8, present: 5, recused: 0 },
  quorum: { rule: 'majority', recusals: 'keep-base' },
} as const;
describe('a protocol', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const entry = (id: string) => ({
    id,
    regionCode: 'RU-BA',
    registerNumber: id,
    submittedAt: '2019-08-01T00:00:00.000Z',
  });
  const facts: ProtocolFacts = {
    competition: 'Конкурс',
    year: 2019,
    number: '1',
    on: '2019-12-14',
    place: 'Москва',
    form: 'in-person',
    body: 'Экспертное жюри',
    chair: 'А',
    secretary: 'Б',
    attendees: ['А', 'Б'],
    ...sitting,
    regulation: { protocolNumber: '2', on: '2019-05-30' },
    criteria: [{ id: 'c1', title: 'Эффект', weight: '1', scaleMin: '0', scaleMax: '10', scaleStep: '1' }],
    inputs: [],
    nominations: [
      {
        id: 'n1',
        code: 'СБ',
        title: 'Социальное благополучие',
        cards: {},
        input: {
          criteria: [{ id: 'c1', weight: '1', scaleMax: '10' }],
          entries: [entry('a'), entry('b')],
          sheets: [
            { entryId: 'a', expertId: 'x', scores: { c1: '7' } },
            { entryId: 'b', expertId: 'x', scores: { c1: '8' } },
          ],
          rule: plainRankingRule,
          decimals: 2,
        },
        decisions: [{ entryId: 'b', outcome: 'finalist', place: 1, departure: false, reason: 'Первое место' }],
      },
    ],
    notes: [],
  };
  const twin = buildProtocol(facts, sha256);
  const tampered = (change: (copy: ProtocolTwin) => void) => {
    const copy = JSON.parse(JSON.stringify(twin)) as ProtocolTwin;
    change(copy);
    return protocolFault(copy, sha256);
  };

  it('is the same every time and follows from its own inputs', () => {
    expect(buildProtocol(facts, sha256)).toEqual(twin);
    expect(twin.quorumNeeded).toBe(5);
    expect(tampered(() => undefined)).toBeNull();
  });

  it.each<[string, (copy: ProtocolTwin) => void, string, string]>([
    [
      'a total',
      (copy) => (copy.nominations[0]!.ranking.rows[0]!.total = '9'),
      'ranking',
      '/nominations/0/ranking/rows/0/total',
    ],
    [
      'a score',
      (copy) => ((copy.nominations[0]!.input.sheets[0]!.scores as Record<string, string>).c1 = '9'),
      'ranking',
      '/nominations/0/ranking/rows/0/entryId',
    ],
    [
      'the time of an entry',
      (copy) => (copy.nominations[0]!.input.entries[0]!.submittedAt = '2019-08-02T00:00:00.000Z'),
      'input-hash',
      '/nominations/0/inputSha256',
    ],
    [
      'a decision',
      (copy) => (copy.nominations[0]!.decisions[0]!.entryId = 'a'),
      'decision',
      '/nominations/0/decisions/0/place',
    ],
    ['the quorum', (copy) => (copy.quorumNeeded = 4), 'quorum', '/quorumNeeded'],
    ['a name', (copy) => (copy.chair = 'В'), 'hash', '/sha256'],
    ['the format', (copy) => ((copy as { format: string }).format = 'x'), 'format', '/format'],
  ])('betrays a change of %s', (_, change, what, pointer) => {
    expect(tampered(change)).toMatchObject({ what, pointer });
  });
});
