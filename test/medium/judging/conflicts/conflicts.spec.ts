import { User } from '../../../../src/accounts/users/user.entity.js';
import { RegulationEdition } from '../../../../src/cycles/editions/regulation-edition.entity.js';
import { ConflictsReader } from '../../../../src/judging/conflicts/conflicts.reader.js';
import { Assignment } from '../../../../src/judging/assignment/assignment.entity.js';
import { Conflict } from '../../../../src/judging/conflicts/conflict.entity.js';
import { ConflictsService } from '../../../../src/judging/conflicts/conflicts.service.js';
import { ExpertProfile } from '../../../../src/judging/experts/expert-profile.entity.js';
import { Expert } from '../../../../src/judging/experts/expert.entity.js';
import { newId } from '../../../../src/platform/ids.js';
import { Submission } from '../../../../src/submissions/entries/submission.entity.js';
import { actorOf, given } from '../../../support/given.js';
import { app, jury, knows, useJury } from '../../../support/planning.js';

useJury();

describe('very many conflicts', () => {
  it('are written under one lock, and none of them ever stands beside an assignment made at that moment', async () => {
    const made = await jury({ experts: 0, entries: 1 });
    const [{ id: entryId }] = made.entries as [Submission];
    const experts: Expert[] = [];
    for (let index = 0; index < 34; index += 1) experts.push(await given.expert(app.em, made));
    const organisation = await given.organisation(app.em);
    for (let index = 0; index < 33; index += 1) await given.submittedEntry(app.em, made, { organisation });
    await app.em.update(Submission, { id: entryId }, { organisationId: organisation.id });
    const place = { name: organisation.name, organisationId: organisation.id, from: null, to: null };
    for (const expert of experts) {
      await knows(expert, []);
      await app.em.update(ExpertProfile, { userId: expert.userId }, { employers: [place] });
    }
    const entry = await app.em.findOneByOrFail(Submission, { id: entryId });
    const [found] = await Promise.allSettled([
      app.nest.get(ConflictsService).recompute(made.organizer, made.cycle.id),
      ...experts.slice(0, 5).map((expert) => given.assignment(app.em, expert, entry)),
    ]);
    expect(found).toMatchObject({ status: 'fulfilled', value: { added: 2 * 34 * 34 } });
    expect(await app.em.countBy(Assignment, { submissionId: entryId, state: 'active' })).toBe(0);
  });
});

describe('an assignment', () => {
  it('of a conflicted pair is refused by the database: by region, by organisation, by declaration', async () => {
    const { experts, entries, ...made } = await jury({ experts: 1, entries: 1 });
    const entry = entries[0]!;
    const sameRegion = await given.expert(app.em, made, { regionCode: entry.regionCode });
    const sameOrganisation = await given.expert(app.em, made, { organisationId: entry.organisationId });
    const declared = experts[0]!;
    await app.em.insert(Conflict, {
      id: newId(),
      expertId: declared.id,
      submissionId: entry.id,
      source: 'declared',
      reason: '',
      createdAt: new Date(),
      declaredById: null,
    });
    for (const expert of [sameRegion, sameOrganisation, declared])
      await expect(given.assignment(app.em, expert, entry)).rejects.toThrow('conflict of interest');
  });

  it('and a conflict declared at the same moment never both stand', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { experts, entries } = await jury({ experts: 1, entries: 1 });
      const pair = { expertId: experts[0]!.id, submissionId: entries[0]!.id };
      const conflict = app.em.insert(Conflict, {
        id: newId(),
        ...pair,
        source: 'declared',
        reason: '',
        createdAt: new Date(),
        declaredById: null,
      });
      const settled = await Promise.allSettled([conflict, given.assignment(app.em, experts[0]!, entries[0]!)]);
      expect(settled.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(1);
      const both =
        (await app.em.countBy(Conflict, pair)) + (await app.em.countBy(Assignment, { ...pair, state: 'active' }));
      expect(both).toBe(1);
    }
  });
});

describe('what an expert may declare', () => {
  const shown = async (judgingRules: object) => {
    const { entries, ...made } = await jury({ experts: 0, entries: 1 });
    await app.em.update(RegulationEdition, { cycleId: made.cycle.id }, { judgingRules });
    const expert = await given.expert(app.em, made, { regionCode: entries[0]!.regionCode });
    const actor = actorOf(await app.em.findOneByOrFail(User, { id: expert.userId }));
    return (await app.nest.get(ConflictsReader).declarable(actor, expert.id)).entries.length;
  };

  it('leaves out entries of the own region, unless the edition lets a region judge its own', async () => {
    expect(await shown({})).toBe(0);
    expect(await shown({ conflicts: { region: false, months: 36, relations: true } })).toBe(1);
  });
});
