import { describe, expect, it } from '@jest/globals';
import {
  carryOut,
  declineErasure,
  fates,
  withdrawErasure,
  type ErasureState,
} from '../../../src/domain/accounts/erasure.js';
import type { Refusal } from '../../../src/domain/kernel/refusal.js';
import { translator } from '../../../src/platform/web/i18n.js';

const now = new Date('2026-06-10T09:00:00Z');
const request = (state: ErasureState = 'open') => ({ userId: 'person', state });
const facts = { decidedById: 'admin', duties: 0, now };

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'done';
  } catch (error) {
    return (error as Refusal).code;
  }
}

describe('a request for erasure', () => {
  it.each([
    ['open', {}, 'done'],
    ['of the administrator', { decidedById: 'person' }, 'second-person-needed'],
    ['of who holds roles', { duties: 2 }, 'duties-held'],
  ])('%s', (_, other, code) => {
    expect(codeOf(() => carryOut(request(), { ...facts, ...other }))).toBe(code);
  });

  it.each(['withdrawn', 'declined', 'carried-out'] as const)('that is %s is decided no more', (state) => {
    expect(codeOf(() => carryOut(request(state), facts))).toBe('action-not-allowed');
    expect(codeOf(() => declineErasure(request(state), { ground: 'Закон', ...facts }))).toBe('action-not-allowed');
    expect(codeOf(() => withdrawErasure(request(state), now))).toBe('action-not-allowed');
  });

  it('is declined with a ground', () => {
    expect(codeOf(() => declineErasure(request(), { ground: ' ', ...facts }))).toBe('reason-required');
    expect(declineErasure(request(), { ground: ' Закон ', ...facts })).toMatchObject({
      state: 'declined',
      ground: 'Закон',
    });
  });
});

it.each(['ru', 'en'] as const)('every kind of what is kept has its words and its ground in %s', (locale) => {
  const t = translator(locale);
  for (const [kind, fate] of Object.entries(fates))
    expect([t(`erasure:kind.${kind}`), t(`erasure:why.${kind}`), t(`erasure:fate.${fate}`)].every(Boolean)).toBe(true);
});
