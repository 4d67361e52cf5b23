import type { Role, Person } from '../../src/domain/kernel/actor.js';
import type { DecisionRules } from '../../src/domain/cycles/decision-rules.js';
import { dayOf } from '../../src/domain/kernel/local-day.js';
import { Refusal } from '../../src/domain/kernel/refusal.js';
import { MeetingsService } from '../../src/results/meetings/meetings.service.js';
import { RankingsService } from '../../src/results/rankings/rankings.service.js';
import type { Submission } from '../../src/submissions/entries/submission.entity.js';
import type { TestApp } from './app.js';
import { actorOf, given, type GivenCycle } from './given.js';

export const sittingOf = (number = '4') => ({
  body: 'Совет',
  number,
  heldOn: '2026-06-09',
  place: 'Москва',
  form: 'in-person' as const,
  members: 8,
  present: 6,
  recused: 0,
  chairName: 'Чупшева С. В.',
  secretaryName: 'Иванова М. С.',
  attendees: [],
});

/** What became of a call: `done`, or the code of the refusal. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

/** Somebody with a role in the cycle, or in a region of it, with an address to sign in by. */
export async function personOf(app: TestApp, year: GivenCycle, role: Role, regionCode: string | null = null) {
  const cycleId = year.cycle.id;
  const user = await given.user(app.em, { roles: [{ role, cycleId, ...(regionCode && { regionCode }) }] });
  const person: Person = actorOf(user, { grants: [{ role, cycleId, nominationId: null, regionCode }] });
  return { person, email: user.email };
}

/** Entries of a nomination with two sheets each, from the best: nine and eight points and so on down. */
export async function judgedEntries(
  app: TestApp,
  year: GivenCycle,
  { count, nomination = year.nomination }: { count: number; nomination?: GivenCycle['nomination'] },
): Promise<Submission[]> {
  const experts = [await given.expert(app.em, year), await given.expert(app.em, year)];
  const entries: Submission[] = [];
  for (let index = 0; index < count; index += 1) {
    const title = `Практика ${nomination.code}${index + 1} ${year.cycle.year}`;
    const entry = await given.submittedEntry(app.em, year, { nomination, title });
    entries.push(entry);
    for (const expert of experts) await given.sheet(app.em, year, { expert, entry, points: [9 - index, 8 - index] });
  }
  return entries;
}

export const ruleDecisions = (app: TestApp, year: GivenCycle, rules: Partial<DecisionRules>) =>
  app.em.query('UPDATE regulation_edition SET decision_rules = $1 WHERE cycle_id = $2', [
    JSON.stringify(rules),
    year.cycle.id,
  ]);

/** A sitting of the present day. */
export const convene = (app: TestApp, actor: Person, year: GivenCycle, number = '4', regionCode?: string) =>
  app.nest.get(MeetingsService).convene(actor, year.cycle.id, {
    ...sittingOf(number),
    heldOn: dayOf(app.clock.now(), year.cycle.timeZone),
    ...(regionCode && { regionCode }),
  });

export const rankAll = (app: TestApp, actor: Person, year: GivenCycle) =>
  app.nest.get(RankingsService).rankAll(actor, year.cycle.id);
