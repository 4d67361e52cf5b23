import { expect, it } from '@jest/globals';
import type { Actor, Grant } from '../../../src/domain/kernel/actor.js';
import {
  kindsFor,
  mustWriteTo,
  type BroadcastAudience,
  type BroadcastSide,
} from '../../../src/domain/kernel/broadcast.js';
import type { Refusal } from '../../../src/domain/kernel/refusal.js';

const actor = (grant: Partial<Grant> & Pick<Grant, 'role'>): Actor => ({
  userId: 'u',
  name: 'Кто-то',
  grants: [{ cycleId: null, nominationId: null, regionCode: null, ...grant }],
  organisationIds: [],
  kind: 'person',
  tokenScopes: null,
});
const year: BroadcastSide = { of: 'cycle', cycleId: 'c' };
const region: BroadcastSide = { of: 'region', cycleId: 'c', code: 'RU-BA' };
const to = (rest: Partial<BroadcastAudience> = {}): BroadcastAudience => ({
  kind: 'entrants',
  nominationId: null,
  regionCode: null,
  ...rest,
});
const organizer = actor({ role: 'organizer', cycleId: 'c' });
const ofNomination = actor({ role: 'organizer', cycleId: 'c', nominationId: 'n' });
const coordinator = actor({ role: 'coordinator', regionCode: 'RU-BA' });

it.each<[string, Actor, BroadcastSide, BroadcastAudience, string]>([
  ['an organizer to all', organizer, year, to(), 'done'],
  ['an organizer to experts', organizer, year, to({ kind: 'experts' }), 'done'],
  ['an organizer of another year', actor({ role: 'organizer', cycleId: 'd' }), year, to(), 'not-found'],
  ['an auditor', actor({ role: 'auditor', cycleId: 'c' }), year, to(), 'not-found'],
  ['experts of a nomination', organizer, year, to({ kind: 'experts', nominationId: 'n' }), 'invalid-input'],
  ['an organizer of a nomination to it', ofNomination, year, to({ nominationId: 'n' }), 'done'],
  ['an organizer of a nomination to all', ofNomination, year, to(), 'forbidden'],
  ['an organizer of a nomination to experts', ofNomination, year, to({ kind: 'experts' }), 'forbidden'],
  ['a coordinator to the own region', coordinator, region, to({ kind: 'drafts', regionCode: 'RU-BA' }), 'done'],
  ['a coordinator to everybody', coordinator, region, to(), 'forbidden'],
  ['a coordinator to another region', coordinator, region, to({ regionCode: 'RU-YAR' }), 'forbidden'],
  ['a coordinator to experts', coordinator, region, to({ kind: 'experts', regionCode: 'RU-BA' }), 'forbidden'],
  ['a coordinator on the organizer’s side', coordinator, year, to({ regionCode: 'RU-BA' }), 'not-found'],
  ['a coordinator of another region', actor({ role: 'coordinator', regionCode: 'RU-YAR' }), region, to(), 'not-found'],
])('%s', (_, who, side, audience, code) => {
  let got = 'done';
  try {
    mustWriteTo(who, side, audience);
  } catch (error) {
    got = (error as Refusal).code;
  }
  expect(got).toBe(code);
});

it('offers a coordinator entrants alone', () => {
  expect(kindsFor(region)).toEqual(['entrants', 'drafts', 'submitted', 'returned']);
});
