import { createHash } from 'node:crypto';
import { decisionRulesFrom } from '../../../../src/domain/cycles/decision-rules.js';
import type { PublicDetail } from '../../../../src/domain/cycles/publication-rules.js';
import type { AwardDecision } from '../../../../src/domain/results/decisions/award.js';
import { buildProtocol, type ProtocolNomination } from '../../../../src/domain/results/protocols/protocol.js';
import { changedEntries, publishedContent } from '../../../../src/domain/results/publication/published-content.js';
import { isKeptToldBy } from '../../../../src/domain/results/entry-result/entry-result.js';
import { contest } from '../../../support/contest.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const input = contest({ sheets: { a: [[9]], b: [[8]], c: [[7]] }, rule: { minSheets: 1 } });
const card = (id: string) => ({ title: `Практика ${id}`, organisation: 'Организация', region: 'Регион' });
const cards = { a: card('a'), b: card('b'), c: card('c') };
const decision = (
  entryId: string,
  outcome: AwardDecision['outcome'],
  part: Partial<AwardDecision> = {},
): AwardDecision => ({
  entryId,
  outcome,
  place: null,
  departure: false,
  reason: 'По рейтингу',
  ...part,
});

/** A protocol of one sitting that decided so in one nomination. */
const twin = (decisions: AwardDecision[], part: Partial<ProtocolNomination> = {}) =>
  buildProtocol(
    {
      competition: 'Конкурс',
      year: 2026,
      number: '1',
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
      criteria: [],
      inputs: [],
      nominations: [{ id: 'n', code: 'С', title: 'Номинация', input, cards, decisions, ...part }],
      notes: [],
    },
    sha256,
  );
const rules = (detail: PublicDetail, decisions: Partial<ReturnType<typeof decisionRulesFrom>> = {}) => ({
  detail,
  decisions: { ...decisionRulesFrom({}), publishReserve: true, ...decisions },
});
const shown = (twins: ReturnType<typeof twin>[], given = rules('chosen')) =>
  publishedContent(twins, given).items.map(({ submissionId, outcome }) => `${outcome} ${submissionId}`);

describe('what is published', () => {
  it('is what the later sitting decided of a kind, and what the earlier one decided of others', () => {
    const earlier = twin([decision('a', 'winner'), decision('a', 'finalist'), decision('b', 'finalist')]);
    expect(shown([earlier, twin([decision('b', 'winner')])])).toEqual(['winner b', 'finalist a', 'finalist b']);
  });

  it('is nobody where the later sitting named nobody, with the ground as far as the rules say', () => {
    const later = twin([], { notAwarded: [{ outcome: 'winner', reason: 'Нет достойных' }] });
    const told = (publishNobody: 'nothing' | 'fact' | 'reason') =>
      publishedContent([twin([decision('a', 'winner')]), later], rules('chosen', { publishNobody }));
    expect(told('reason')).toMatchObject({ items: [], nobody: [{ outcome: 'winner', reason: 'Нет достойных' }] });
    expect(told('fact').nobody).toEqual([{ nomination: 'Номинация', outcome: 'winner' }]);
    expect(told('nothing').nobody).toEqual([]);
  });

  it('names everybody of a nomination, those without a place with the reason, where the rules publish places', () => {
    const short = contest({ sheets: { a: [[9], [8]], b: [[8]], c: [[7]] }, rule: { minSheets: 2 } });
    const protocol = twin([decision('a', 'winner')], { input: short });
    const numberOf = (id: string) => short.entries.find((entry) => entry.id === id)!.registerNumber;
    const [standing] = publishedContent([protocol], rules('totals')).standings;
    expect(standing!.rows.map(({ title }) => title)).toEqual(['Практика a']);
    expect(standing!.without).toEqual(
      ['b', 'c'].map((id) => ({
        registerNumber: numberOf(id),
        title: `Практика ${id}`,
        organisationName: 'Организация',
        regionName: 'Регион',
        reason: 'too-few-sheets',
      })),
    );
    expect(publishedContent([protocol], rules('chosen')).standings).toEqual([]);
    const gone = { entryId: 'b', reason: 'Отказ', at: '2026-06-11T09:00:00.000Z', held: ['winner' as const] };
    const after = twin([decision('a', 'winner')], { input: short, withdrawn: [gone] });
    expect(publishedContent([after], rules('places')).standings[0]!.without!.map(({ title }) => title)).toEqual([
      'Практика c',
    ]);
  });

  it('names no one who withdrew, and nobody in the reserve who followed from it', () => {
    const before = twin([
      decision('a', 'winner'),
      decision('b', 'reserve', { order: 1 }),
      decision('c', 'reserve', { order: 2 }),
    ]);
    const after = twin([decision('b', 'winner', { order: 1, follows: { entryId: 'a' } })], {
      withdrawn: [{ entryId: 'a', reason: 'Отказ', at: '2026-06-11T09:00:00.000Z', held: ['winner'] }],
    });
    expect(shown([before, after])).toEqual(['winner b', 'reserve c']);
    expect(shown([before, after], rules('chosen', { publishReserve: false }))).toEqual(['winner b']);
  });

  it.each([
    ['chosen', {}, 0],
    ['places', { place: { from: 1, to: 1 } }, 1],
    ['totals', { place: { from: 1, to: 1 }, total: '9.00' }, 1],
  ] as const)('with %s tells so much of a place', (detail, expected, standings) => {
    const content = publishedContent([twin([decision('a', 'winner')])], rules(detail));
    const { place, total } = content.items[0]!;
    expect({ ...(place && { place }), ...(total && { total }) }).toEqual(expected);
    expect(content.standings).toHaveLength(standings);
  });

  it('of regions is one laureate each, and that a region named nobody is not told', () => {
    const entries = ['a', 'b'].map((id, index) => ({ id, registerNumber: id, regionCode: `RU-${index}` }));
    const regional = {
      id: 'n',
      code: 'С',
      title: 'Номинация',
      entries,
      cards,
      decisions: [
        {
          entryId: 'a',
          regionCode: 'RU-0',
          reason: 'Лучшая',
        },
      ],
      notAwarded: [
        {
          regionCode: 'RU-1',
          reason: 'Нет',
        },
      ],
    };
    const content = publishedContent([{ nominations: [], regional: [regional] }], rules('chosen'));
    expect(content.items).toMatchObject([{ submissionId: 'a', outcome: 'regional-laureate', regionCode: 'RU-0' }]);
    expect(content.nobody).toEqual([]);
  });
});

it('a later publication is told to entries of which it says something else', () => {
  const item = (submissionId: string, outcome: AwardDecision['outcome']) => ({ submissionId, outcome });
  const before = [item('a', 'winner'), item('b', 'finalist'), item('c', 'finalist')];
  const after = [item('a', 'finalist'), item('b', 'finalist'), item('d', 'winner')];
  expect(changedEntries(before, after).sort()).toEqual(['a', 'c', 'd']);
  expect(changedEntries(before, before)).toEqual([]);
});

describe('that an entry went no further', () => {
  const entry = { id: 'z', nominationId: 'n' };
  const stage = {
    id: 'n',
    code: 'С',
    title: 'Номинация',
    cards: {},
    entries: [
      {
        id: 'z',
        registerNumber: 'z',
        regionCode: 'RU-0',
      },
    ],
  };
  const named = { entryId: 'z', regionCode: 'RU-0', reason: 'Лучшая' };

  it.each([
    ['nothing of its nomination or region is published', { nominations: [] }, false],
    ['a ranking of its nomination is', twin([decision('a', 'winner')]), true],
    ['its region decided on others', { nominations: [], regional: [{ ...stage, decisions: [] }] }, true],
    ['its region named it', { nominations: [], regional: [{ ...stage, decisions: [named] }] }, false],
  ])('where %s, is told: %#', (_where, published, expected) => {
    expect(isKeptToldBy([published], entry)).toBe(expected);
  });
});
