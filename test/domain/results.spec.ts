import { createHash } from 'node:crypto';
import {
  type NamingFacts,
  nameAwards,
  proposedBy,
  recommendForReplication,
} from '../../src/domain/results/decisions/award.js';
import {
  buildProtocol,
  type ProtocolFacts,
  protocolFault,
  type ProtocolTwin,
} from '../../src/domain/results/protocols/protocol.js';
import {
  publicationInstant,
  inForce,
  isPublic,
  mustBePublic,
  mustBePublishable,
  snapshotContent,
} from '../../src/domain/results/publication/publication.js';
import { approve, approversOf } from '../../src/domain/results/protocols/approval.js';
import { isCarried, mustHaveQuorum, quorumOf, type QuorumRule } from '../../src/domain/results/sittings/quorum.js';
import { plainRankingRule } from '../../src/domain/ranking/ranking-rule.js';
import { Refusal } from '../../src/domain/kernel/refusal.js';

function refusalOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
  return undefined;
}

describe('a quorum', () => {
  // docs/rules.md §11, source H: > 1/2 of 8 = 5, ≥ 1/2 of 8 = 4, ≥ 2/3 of 9 = 6.
  it.each<[QuorumRule, number, number]>([
    ['majority', 8, 5],
    ['half', 8, 4],
    ['two-thirds', 9, 6],
    ['majority', 9, 5],
    ['half', 9, 5],
    ['two-thirds', 8, 6],
    ['half', 0, 1],
  ])('by %s of %d members is %d', (rule, members, needed) => {
    expect(quorumOf({ members, recused: 0 }, { rule, recusals: 'keep-base' })).toBe(needed);
  });

  it('falls with recusals only where the rules say so', () => {
    expect(quorumOf({ members: 8, recused: 2 }, { rule: 'majority', recusals: 'reduce-base' })).toBe(4);
    expect(quorumOf({ members: 8, recused: 2 }, { rule: 'majority', recusals: 'keep-base' })).toBe(5);
  });

  it('is named when it is missed', () => {
    const terms = { rule: 'majority', recusals: 'keep-base' } as const;
    expect(refusalOf(() => mustHaveQuorum({ members: 8, present: 4, recused: 0 }, terms))).toEqual({
      code: 'no-quorum',
      present: 4,
      needed: 5,
      members: 8,
    });
    expect(refusalOf(() => mustHaveQuorum({ members: 8, present: 5, recused: 0 }, terms))).toBeUndefined();
  });

  it('counts votes of those present or of all, and the chair’s where votes are equal', () => {
    const votes = { for: 4, against: 4, abstained: 0, chair: null };
    expect(isCarried({ ...votes, for: 5 }, { of: 'present', members: 20 })).toBe(true);
    expect(isCarried({ ...votes, for: 5 }, { of: 'members', members: 20 })).toBe(false);
    expect(isCarried(votes, { of: 'present', members: 8 })).toBe(false);
    expect(isCarried({ ...votes, chair: 'for' }, { of: 'present', members: 8 })).toBe(true);
    expect(isCarried({ ...votes, abstained: 1, chair: 'for' }, { of: 'present', members: 9 })).toBe(false);
  });
});

const sitting = {
  attendance: { members: 8, present: 5, recused: 0 },
  quorum: { rule: 'majority', recusals: 'keep-base' },
} as const;
const contenders = [
  { entryId: 'a', place: { from: 1, to: 1 } },
  { entryId: 'b', place: { from: 2, to: 3 } },
  { entryId: 'c', place: { from: 2, to: 3 } },
  { entryId: 'd', place: { from: 4, to: 4 } },
  { entryId: 'e', place: null },
];
const naming = (chosen: string[], part: Partial<NamingFacts> = {}): NamingFacts => ({
  ...sitting,
  outcome: 'winner',
  contenders,
  chosen: chosen.map((entryId) => ({ entryId, reason: '' })),
  foreseen: 1,
  ground: 'Первое место',
  ...part,
});

describe('naming winners', () => {
  it('by the ranking needs the ground of the decision and nothing more', () => {
    expect(nameAwards(naming(['a']))).toEqual({
      awards: [{ entryId: 'a', outcome: 'winner', place: 1, departure: false, reason: 'Первое место' }],
      events: [{ type: 'award.decided', submissionId: 'a', outcome: 'winner' }],
    });
    expect(refusalOf(() => nameAwards(naming(['a'], { ground: '' })))).toEqual({ code: 'reason-required' });
  });

  it('against the ranking needs a reason for each entry that is put first', () => {
    expect(refusalOf(() => nameAwards(naming(['d'])))).toEqual({ code: 'departure-needs-reason', place: 1 });
    expect(refusalOf(() => nameAwards(naming(['a', 'd'], { foreseen: 2 })))).toEqual({
      code: 'departure-needs-reason',
      place: 2,
    });
    expect(refusalOf(() => nameAwards(naming(['e'])))).toEqual({ code: 'departure-needs-reason', place: 1 });
    const reasoned = naming([], { chosen: [{ entryId: 'd', reason: 'Охват всех районов' }] });
    expect(nameAwards(reasoned).awards[0]).toMatchObject({ departure: true, place: 4, reason: 'Охват всех районов' });
  });

  it('from a shared place is no departure', () => {
    expect(nameAwards(naming(['a', 'c'], { foreseen: 2 })).awards.map((award) => award.departure)).toEqual([
      false,
      false,
    ]);
  });

  // docs/rules.md §12, sources B and D: one winner per nomination, and the board may increase the number (8 nominations, 10 winners in 2019).
  it('more than foreseen, or nobody, needs a ground', () => {
    expect(nameAwards(naming(['a', 'b'])).awards).toHaveLength(2);
    expect(refusalOf(() => nameAwards(naming(['a', 'b'], { ground: ' ' })))).toEqual({ code: 'reason-required' });
    expect(refusalOf(() => nameAwards(naming([], { ground: '' })))).toEqual({ code: 'reason-required' });
    expect(nameAwards(naming([])).awards).toEqual([]);
    const reasoned = naming([], { chosen: [{ entryId: 'a', reason: 'Охват всех районов' }], ground: '' });
    expect(nameAwards(reasoned).awards).toHaveLength(1);
    expect(refusalOf(() => nameAwards({ ...reasoned, foreseen: 0 }))).toEqual({ code: 'reason-required' });
  });

  it('is refused without a quorum, for strangers and twice', () => {
    const few = { attendance: { ...sitting.attendance, present: 4 } };
    expect(refusalOf(() => nameAwards(naming(['a'], few)))).toMatchObject({ code: 'no-quorum' });
    expect(refusalOf(() => nameAwards(naming(['z'])))).toEqual({ code: 'not-found' });
    expect(refusalOf(() => nameAwards(naming(['a', 'a'], { foreseen: 2 })))).toEqual({
      code: 'already-exists',
      what: 'winner',
    });
    expect(refusalOf(() => recommendForReplication(contenders[0]!, { ...sitting, ...few, reason: 'x' }))).toMatchObject(
      { code: 'no-quorum' },
    );
  });

  // docs/rules.md §12, source E: «Автобус стартапов» was recommended without being a finalist.
  it('is apart from recommending for replication, which needs a reason but no place', () => {
    expect(recommendForReplication(contenders[4]!, { ...sitting, reason: 'Повторяемо' }).awards[0]).toMatchObject({
      outcome: 'recommended',
      place: null,
    });
    expect(refusalOf(() => recommendForReplication(contenders[0]!, { ...sitting, reason: '' }))).toEqual({
      code: 'reason-required',
    });
  });

  it('starts from the first places, with all who share the last of them', () => {
    expect(proposedBy(contenders, 2).map(({ entryId }) => entryId)).toEqual(['a', 'b', 'c']);
  });
});

describe('publishing', () => {
  const now = new Date('2020-01-25T09:00:00Z');
  const first = { userId: 'u1', hash: 'h1', approvedAt: now };

  it('needs the signatures of two different people under the same hash', () => {
    const protocol = { hash: 'h1', approvals: [first] };
    expect(refusalOf(() => approve({ userId: 'u1', hashRead: 'h1', now }, protocol))).toEqual({
      code: 'same-approver',
    });
    expect(refusalOf(() => approve({ userId: 'u2', hashRead: 'h0', now }, protocol))).toEqual({
      code: 'protocol-changed',
    });
    const second = approve({ userId: 'u2', hashRead: 'h1', now }, protocol);
    const facts = { approversNeeded: 2, publishedHash: null };
    expect(refusalOf(() => mustBePublishable({ ...facts, protocol }))).toEqual({
      code: 'approvers-needed',
      have: 1,
      needed: 2,
    });
    expect(
      refusalOf(() => mustBePublishable({ ...facts, protocol: { hash: 'h1', approvals: [first, second] } })),
    ).toBeUndefined();
    expect(approversOf({ hash: 'h2', approvals: [first, second] })).toBe(0);
    expect(refusalOf(() => mustBePublishable({ approversNeeded: 2, publishedHash: 'h1', protocol }))).toEqual({
      code: 'already-published',
    });
  });

  it('is set ahead or for now; an instant that passed more than an hour ago is a slip', () => {
    const at = (time: string) => new Date(`2020-01-27T${time}Z`);
    expect(publicationInstant(at('12:00:00'), at('09:00:00'))).toEqual(at('12:00:00'));
    expect(publicationInstant(at('08:00:00'), at('09:00:00'))).toEqual(at('09:00:00'));
    expect(refusalOf(() => publicationInstant(at('07:59:59'), at('09:00:00')))).toMatchObject({
      code: 'invalid-input',
      problems: [{ pointer: '/publishAt', rule: 'in-the-past' }],
    });
  });

  it('shows nothing before its instant, and then the latest number', () => {
    const planned = { publishAt: now, number: 1 };
    expect(isPublic(planned, new Date(now.getTime() - 1))).toBe(false);
    expect(isPublic(planned, now)).toBe(true);
    const early = { now: new Date('2020-01-25T08:59:59Z'), timeZone: 'Europe/Moscow' };
    expect(refusalOf(() => mustBePublic(planned, early))).toEqual({ code: 'before-instant', instant: now, ...early });
    const corrected = { publishAt: new Date('2020-02-01T00:00:00Z'), number: 2 };
    expect(inForce([corrected, planned], now)).toBe(planned);
    expect(inForce([corrected, planned], new Date('2020-02-02T00:00:00Z'))).toBe(corrected);
    expect(inForce([corrected], now)).toBeNull();
  });

  it('names only people who agreed to be named', () => {
    const item = {
      submissionId: 'e1',
      registerNumber: 'СБ-2019-0188',
      title: 'Практика',
      nomination: 'Социальное благополучие',
      outcome: 'winner' as const,
      organisationName: 'Центр',
      regionCode: 'RU-BA',
      regionName: 'Республика Башкортостан',
      leaders: [
        { name: 'А. Открытая', mayBeNamed: true },
        { name: 'Б. Скрытый', mayBeNamed: false },
      ],
    };
    const content = snapshotContent({
      cycleTitle: 'Конкурс',
      year: 2019,
      number: 1,
      protocolNumber: '1',
      protocolHash: 'h1',
      publishAt: now,
      reason: '',
      items: [item],
    });
    expect(JSON.stringify(content)).toContain('Открытая');
    expect(JSON.stringify(content)).not.toContain('Скрытый');
  });
});

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
