import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { outcomes } from '../../../../src/domain/cycles/outcome.js';
import { contentHash } from '../../../../src/domain/kernel/canonical.js';
import {
  applyBatch,
  batchContent,
  type BatchItem,
  batchWorkflow,
  cancelBatch,
  groupsOfBatch,
  proposeKind,
} from '../../../../src/domain/results/decisions/decision-batch.js';
import { Refusal } from '../../../../src/domain/kernel/refusal.js';
import { reachableStates } from '../../../../src/domain/kernel/workflow.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const now = new Date('2026-06-10T09:00:00Z');
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'done';
};

const item = (part: Partial<BatchItem> = {}): BatchItem => ({
  nominationId: 'n1',
  nomination: 'Экология',
  outcome: 'winner',
  submissionId: 's1',
  registerNumber: 'Э-1',
  reason: '',
  rankingHash: 'aa',
  ...part,
});
const list = { cycleId: 'c', meetingId: 'm', ground: 'По рейтингу', despite: '', replaces: [] as string[] };
const hashOf = (items: BatchItem[], part = {}) => contentHash(batchContent({ ...list, ...part, items }), sha256);
const waiting = { state: 'pending' as const, hash: 'h', preparedById: 'u1' };
const second = { userId: 'u2', userName: 'Второй', hashShown: 'h', now };

describe('decisions in bulk', () => {
  it('end applied or cancelled, and wait before', () => {
    expect(reachableStates(batchWorkflow)).toEqual(['pending', 'applied', 'cancelled']);
  });

  it('are applied by another person under the hash that was shown', () => {
    expect(applyBatch(waiting, second)).toEqual({
      state: 'applied',
      appliedById: 'u2',
      appliedByName: 'Второй',
      appliedAt: now,
    });
  });

  it.each([
    ['second-person-needed', { ...second, userId: 'u1' }, waiting],
    ['list-changed', { ...second, hashShown: 'g' }, waiting],
    ['action-not-allowed', second, { ...waiting, state: 'applied' as const }],
    ['action-not-allowed', second, { ...waiting, state: 'cancelled' as const }],
  ])('are refused with %s', (code, facts, batch) => {
    expect(codeOf(() => applyBatch(batch, facts))).toBe(code);
  });

  it('are cancelled with a reason, by the preparer too', () => {
    const facts = { userId: 'u1', reason: ' Ошибка в таблице ', now };
    expect(cancelBatch(waiting, facts)).toMatchObject({ state: 'cancelled', reason: 'Ошибка в таблице' });
    expect(codeOf(() => cancelBatch(waiting, { ...facts, reason: '' }))).toBe('reason-required');
    expect(codeOf(() => cancelBatch({ ...waiting, state: 'applied' }, facts))).toBe('action-not-allowed');
  });

  it('have another hash for another decision, order, reason, ranking, sitting or what gives way', () => {
    const [a, b] = [item(), item({ submissionId: 's2', registerNumber: 'Э-2' })];
    const others = [
      hashOf([b, a]),
      hashOf([a]),
      hashOf([a, { ...b, reason: 'x' }]),
      hashOf([a, { ...b, rankingHash: 'bb' }]),
      hashOf([a, b], { meetingId: 'm2' }),
      hashOf([a, b], { ground: 'иначе' }),
      hashOf([a, b], { replaces: ['w'] }),
    ];
    expect(new Set([hashOf([a, b]), ...others]).size).toBe(others.length + 1);
    expect(hashOf([{ ...a }, { ...b }])).toBe(hashOf([a, b]));
  });

  it('are grouped without losing or mixing any, highest outcomes first', () => {
    const line = fc.record({
      nominationId: fc.constantFrom('n1', 'n2', 'n3'),
      outcome: fc.constantFrom(...outcomes),
      submissionId: fc.uuid(),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const items = lines.map((each) => item({ ...each, nomination: each.nominationId }));
        const groups = groupsOfBatch(items, outcomes);
        expect(groups.flatMap((group) => group.items)).toHaveLength(items.length);
        for (const group of groups)
          expect(group.items).toEqual(
            items.filter((each) => each.nominationId === group.nominationId && each.outcome === group.outcome),
          );
        const keys = groups.map(({ nominationId, outcome }) => `${nominationId} ${outcome}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

describe('what the rules propose', () => {
  const at = (entryId: string, from: number) => ({ entryId, place: { from, to: from } });
  const pool = [at('a', 1), at('b', 2), at('c', 3), at('d', 4), at('e', 5)];
  const selected = ['a', 'b', 'c'];
  const facts = { pool, selected, foreseen: 1, standing: [] };
  const winner = { entryId: 'a', outcome: 'winner' as const };
  const finalists = selected.map((entryId) => ({ entryId, outcome: 'finalist' as const }));

  // Worked by hand on five entries of which three are selected.
  it.each([
    ['finalist', { foreseen: 3 }, ['a', 'b', 'c']],
    ['winner', {}, ['a']],
    ['laureate', { foreseen: 2, standing: [winner] }, ['b', 'c']],
    ['runner-up', { foreseen: 1, standing: [winner, { entryId: 'b', outcome: 'laureate' as const }] }, ['c']],
    ['reserve', { foreseen: 2, standing: [winner, ...finalists] }, ['d', 'e']],
  ] as const)('for a %s', (kind, part, entryIds) => {
    expect(proposeKind(kind, { ...facts, ...part })).toEqual({ entryIds: [...entryIds] });
  });

  it('is nobody in a void nomination, at equal places across the border, without a number, or where nobody is left', () => {
    const tied = [at('a', 1), { entryId: 'b', place: { from: 1, to: 2 } }];
    expect(proposeKind('winner', { ...facts, selected: null })).toEqual({ none: 'void' });
    expect(proposeKind('winner', { ...facts, pool: tied })).toEqual({ none: 'tie-at-border' });
    expect(proposeKind('reserve', { ...facts, foreseen: null })).toEqual({ none: 'no-number' });
    expect(proposeKind('laureate', { ...facts, selected: ['a'], standing: [winner] })).toEqual({ none: 'nobody-left' });
  });
});
