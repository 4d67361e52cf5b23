import { roles, systemActor, type Actor, type Grant, type Role } from '../../../../src/domain/kernel/actor.js';
import {
  capacityOf,
  mayDecide,
  mayNameExperts,
  mayRunResults,
  maySeeResults,
  mustDecide,
  mustRunResults,
  mustSeeResults,
  scopeOf,
} from '../../../../src/results/access/results.policy.js';
import { mayWatch, mustEnter } from '../../../../src/results/meetings/meetings.policy.js';
import type { RefusalDetail } from '../../../../src/domain/kernel/refusal.js';
import { refusalOf } from '../../../support/refusal-of.js';

const holder = (...held: (Role | Partial<Grant>)[]): Actor => ({
  ...systemActor,
  kind: 'person',
  userId: 'u1',
  grants: held.map((grant) => ({
    role: 'organizer',
    cycleId: 'c1',
    nominationId: null,
    regionCode: null,
    ...(typeof grant === 'string' ? { role: grant } : grant),
  })),
});
const scope = { cycleId: 'c1' };
const those = (may: (actor: Actor) => boolean): Role[] => roles.filter((role) => may(holder(role)));
const codeOf = (act: () => void): string => (refusalOf(act) as RefusalDetail | undefined)?.code ?? 'done';
const codes = (act: (actor: Actor) => void): Record<string, Role[]> => {
  const byCode: Record<string, Role[]> = {};
  for (const role of roles) (byCode[codeOf(() => act(holder(role)))] ??= []).push(role);
  return byCode;
};
const outside: Role[] = ['admin', 'coordinator', 'expert'];

describe('results before they are public', () => {
  test.each<[string, (actor: Actor) => boolean, Role[]]>([
    ['are seen by', (actor) => maySeeResults(actor, scope), ['organizer', 'member', 'chair', 'secretary', 'auditor']],
    ['are run by', (actor) => mayRunResults(actor, scope), ['organizer', 'chair', 'secretary']],
    ['name experts to', (actor) => mayNameExperts(actor, scope), ['organizer', 'chair', 'secretary', 'auditor']],
    ['are decided by', (actor) => mayDecide(actor, scope), ['organizer', 'member', 'chair', 'secretary']],
    ['have sittings watched by', (actor) => mayWatch(actor, sitting), ['organizer', 'chair', 'secretary', 'auditor']],
  ])('%s those who hold the role, and nobody else', (_what, may, expected) => expect(those(may)).toEqual(expected));

  test('are not there for others; who only watches is told that it is not theirs to do', () => {
    expect(codes((actor) => mustSeeResults(actor, scope))).toEqual({
      'not-found': outside,
      done: ['organizer', 'member', 'chair', 'secretary', 'auditor'],
    });
    expect(codes((actor) => mustRunResults(actor, scope))).toEqual({
      'not-found': outside,
      forbidden: ['member', 'auditor'],
      done: ['organizer', 'chair', 'secretary'],
    });
    expect(codes((actor) => mustDecide(actor, scope))).toEqual({
      'not-found': outside,
      'not-a-member': ['auditor'],
      done: ['organizer', 'member', 'chair', 'secretary'],
    });
    expect(codes((actor) => capacityOf(actor, scope))).toEqual({
      'not-found': outside,
      forbidden: ['member', 'auditor'],
      done: ['organizer', 'chair', 'secretary'],
    });
  });

  test('of another cycle or region are those of others', () => {
    expect(maySeeResults(holder('chair'), { cycleId: 'c2' })).toBe(false);
    const regional = holder({ role: 'chair', regionCode: 'RU-YAR' });
    expect(mayRunResults(regional, scopeOf({ cycleId: 'c1', regionCode: 'RU-YAR' }))).toBe(true);
    expect(mayRunResults(regional, scopeOf({ cycleId: 'c1', regionCode: 'RU-BA' }))).toBe(false);
    expect(mayRunResults(regional, scopeOf({ cycleId: 'c1', regionCode: null }))).toBe(false);
    expect(mayWatch(regional, { cycleId: 'c1', regionCode: null })).toBe(false);
  });

  test.each<[string, Actor, string]>([
    ['a chair', holder('organizer', 'secretary', 'chair'), 'chair'],
    ['a secretary', holder('organizer', 'secretary'), 'secretary'],
    ['an organizer', holder('member', 'organizer'), 'organizer'],
  ])('are signed as %s by who holds that role before others', (_as, actor, capacity) => {
    expect(capacityOf(actor, scope)).toBe(capacity);
  });
});

const sitting = { cycleId: 'c1', regionCode: null };

describe('the room of a sitting', () => {
  const own = [{ userId: null }, { userId: 'u1' }];
  test.each<[string, Actor, { userId: string | null }[], string]>([
    ['a chair', holder('chair'), [], 'done'],
    ['a member of this sitting', holder('member'), own, 'done'],
    ['somebody recorded here without a role', holder(), own, 'done'],
    ['a member of another body', holder('member'), [{ userId: 'u2' }], 'not-found'],
    ['a program without a person', { ...holder(), userId: null }, [{ userId: null }], 'not-found'],
    ['a chair of another cycle', holder({ role: 'chair', cycleId: 'c2' }), [], 'not-found'],
  ])('for %s', (_who, actor, members, code) => {
    expect(codeOf(() => mustEnter(actor, sitting, members))).toBe(code);
  });
});
