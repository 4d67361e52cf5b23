import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  ballotOrder,
  confirmVote,
  mailboxOf,
  mayShowCounts,
  type MailboxRules,
} from '../../../src/domain/judging/public-vote.js';
import type { Refusal } from '../../../src/domain/kernel/refusal.js';

const rules = JSON.parse(readFileSync('data/mailboxes.json', 'utf8')) as MailboxRules;

describe('a mailbox', () => {
  it.each([
    ['A.Petrova@Example.org', 'a.petrova@example.org'],
    ['anna+vote2@example.org', 'anna@example.org'],
    ['anna@example.org.', 'anna@example.org'],
    ['a.n.n.a+x@gmail.com', 'anna@gmail.com'],
    [' anna@googlemail.com ', 'anna@gmail.com'],
    ['anna-petrova@yandex.ru', 'anna.petrova@yandex.ru'],
    ['Anna.Petrova+1@ya.ru', 'anna.petrova@yandex.ru'],
    ['anna@mail.ru', 'anna@mail.ru'],
    ['an.na+x@mail.ru', 'an.na@mail.ru'],
    ['anna@bk.ru', 'anna@bk.ru'],
    ['a_n-n.a@pm.me', 'anna@proton.me'],
    ['anna+2@hotmail.com', 'anna@hotmail.com'],
    ['anna-vote@yahoo.com', 'anna@yahoo.com'],
    ['anna-petrova@example.org', 'anna-petrova@example.org'],
  ])('%s is that of %s', (typed, mailbox) => {
    expect(mailboxOf(typed, rules)).toBe(mailbox);
  });

  it('is read by rules of which each has its ground', () => {
    const { providers, others } = rules as unknown as { providers: { ground: string }[]; others: { ground: string } };
    for (const { ground } of [...providers, others]) expect(ground.length).toBeGreaterThan(20);
    expect(new Set(rules.providers.flatMap(({ domains }) => domains)).size).toBe(
      rules.providers.flatMap(({ domains }) => domains).length,
    );
  });
});

describe('the order of the ballot', () => {
  it('is one for a seed, whatever the order of the entries, and puts each entry first about as often', () => {
    const entries = Array.from({ length: 8 }, (_, index) => ({ id: `entry-${index}` }));
    const firsts = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed += 1) {
      const [first] = ballotOrder(entries, seed);
      expect(ballotOrder([...entries].reverse(), seed)[0]).toBe(first);
      firsts.set(first!.id, (firsts.get(first!.id) ?? 0) + 1);
    }
    // 500 expected each, standard deviation about 21: five of them either way.
    for (const { id } of entries) expect(Math.abs((firsts.get(id) ?? 0) - 500)).toBeLessThan(105);
  });
});

describe('confirming', () => {
  const voting = {
    kind: 'voting' as const,
    opensAt: new Date('2026-04-01T00:00:00Z'),
    closesAt: new Date('2026-05-01T00:00:00Z'),
  };
  const at = (now: string, state: 'asked' | 'counted' = 'asked') => {
    try {
      return confirmVote({ state }, { voting, now: new Date(now), timeZone: 'Europe/Moscow' }).state;
    } catch (error) {
      return (error as Refusal).code;
    }
  };

  it.each([
    ['2026-03-31T23:59:59.999Z', 'stage-closed'],
    ['2026-04-01T00:00:00.000Z', 'counted'],
    ['2026-04-30T23:59:59.999Z', 'counted'],
    ['2026-05-01T00:00:00.000Z', 'stage-closed'],
  ])('at %s: %s', (now, result) => {
    expect(at(now)).toBe(result);
  });

  it('counts once, and counts are shown from the close on', () => {
    expect(at('2026-04-02T00:00:00Z', 'counted')).toBe('link-expired');
    expect(mayShowCounts(voting, new Date('2026-04-30T23:59:59.999Z'))).toBe(false);
    expect(mayShowCounts(voting, voting.closesAt)).toBe(true);
    expect(mayShowCounts(null, voting.closesAt)).toBe(false);
  });
});
