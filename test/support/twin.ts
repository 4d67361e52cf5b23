import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/domain/kernel/canonical.js';
import { buildProtocol, type ProtocolFacts, type ProtocolTwin } from '../../src/domain/results/protocols/protocol.js';
import { contest } from './contest.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** a 18, b 16, c 14, d 12 by the sum of two criteria; by the first criterion alone d is first. */
export const input = contest({
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

/** The twin of a protocol with all kinds of decisions. */
export const built = () => JSON.parse(canonicalJson(buildProtocol(facts, sha256))) as ProtocolTwin;

/** A forger writes the hash of the whole anew. */
export function forged(change: (twin: ProtocolTwin) => void): ProtocolTwin {
  const twin = built();
  change(twin);
  const { sha256: _old, ...content } = twin;
  return { ...content, sha256: sha256(canonicalJson(content)) };
}
