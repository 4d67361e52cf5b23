import type { EntityManager } from 'typeorm';
import type { Role } from '../../src/domain/kernel/actor.js';
import { Conflict } from '../../src/judging/conflicts/conflict.entity.js';
import { newId } from '../../src/platform/ids.js';
import { create, record } from '../../src/platform/database/save.js';
import { OutboxMessage } from '../../src/platform/outbox/outbox-message.entity.js';
import { Appeal } from '../../src/results/appeals/appeal.entity.js';
import { CorrectionsService } from '../../src/results/corrections/corrections.service.js';
import { DiscussionMessage } from '../../src/results/deliberation/discussion-message.entity.js';
import { PublicationsService } from '../../src/results/publication/publications.service.js';
import { ProtocolsService } from '../../src/results/protocols/protocols.service.js';
import { AwardsService } from '../../src/results/awarding/awards.service.js';
import { SittingsService } from '../../src/results/sittings/sittings.service.js';
import { Collaborator } from '../../src/submissions/collaborators/collaborator.entity.js';
import { SubmissionDraft } from '../../src/submissions/entries/submission-draft.entity.js';
import { Submission } from '../../src/submissions/entries/submission.entity.js';
import { StaffConflict } from '../../src/submissions/relations/staff-conflict.entity.js';
import type { TestApp } from './app.js';
import { convene, personOf, rankAll } from './decisions.js';
import { actorOf, given, type GivenCycle } from './given.js';
import { announce } from './letters.js';

/** What is planted, each in words of its own: whoever reads one of them was told it. */
export const secrets = {
  draft: 'выхухоль-черновик',
  unsent: 'выхухоль-неотправленная',
  hidden: 'кречет-организация',
  title: 'причал-росомахи',
  remark: 'горностай-замечание',
  note: 'горностай-заметка',
  recusal: 'росомаха-отвод',
  declared: 'росомаха-довод',
  expert: 'Куницын',
  said: 'росомаха-реплика',
  appeal: 'росомаха-жалоба',
  correction: 'росомаха-поправка',
} as const;
export type Secret = keyof typeof secrets;

/** People of every kind, by what they are. */
export type Who =
  | 'guest'
  | 'member'
  | 'other member'
  | 'collaborator'
  | 'coordinator'
  | 'other coordinator'
  | 'organizer'
  | 'chair'
  | 'secretary'
  | 'auditor'
  | 'body member'
  | 'last organizer'
  | 'last expert'
  | 'conflicted organizer'
  | 'conflicted chair'
  | 'conflicted secretary'
  | 'conflicted auditor'
  | 'expert author'
  | 'expert scoring'
  | 'expert idle'
  | 'expert recused'
  | 'admin'
  | 'conflicted overseer';

export type Planted = Awaited<ReturnType<typeof plantedContest>>;

/**
 * Two contests with a secret in everything that is somebody's: last year's is published and appealed against, in this year's
 * the sheets are read blind, a body has named a winner and nothing is published yet.
 */
export async function plantedContest(app: TestApp) {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  const { em } = app;
  const last = await given.cycle(em);
  const year = await given.cycle(em, {
    edition: { judgingRules: { blind: ['organisation', 'region', 'people'], others: 'after-stage' } },
  });
  const organisation = await given.organisation(em, { regionCode: 'RU-YAR', name: secrets.hidden });
  const neighbour = await given.organisation(em, { regionCode: 'RU-BA' });
  const entry = await given.submittedEntry(em, year, { title: secrets.title, organisation });
  const second = await given.submittedEntry(em, year, { organisation: neighbour });
  const earlier = await given.organisation(em, { regionCode: 'RU-YAR' });
  const old = await given.submittedEntry(em, last, { organisation: earlier });
  const draft = await plantTyped(em, year, entry, organisation.id);

  const jury = await seatJury(em, { year, last, entry, second, old });
  const staff = await seatStaff(app, year, last);
  const meeting = await plantSitting(app, year, { entry, staff });
  const publication = await publishOld(app, last, old, staff);
  await em.insert(Appeal, {
    id: newId(),
    cycleId: last.cycle.id,
    submissionId: old.id,
    publicationId: publication.id,
    grounds: secrets.appeal,
    filedById: newId(),
    filedAt: app.clock.now(),
  });
  const correction = await app.nest.get(CorrectionsService).prepare(staff.organizer.person, year.nomination.id, {
    ground: secrets.correction,
    changes: [{ kind: 'points', entryId: second.id, points: '0.25' }],
  });
  const kept = await keepApart(app, year, last, [entry, old]);

  const emails: Record<Exclude<Who, 'guest'>, string> = {
    member: (await given.user(em, { memberOf: [organisation, earlier] })).email,
    'other member': (await given.user(em, { memberOf: [neighbour] })).email,
    collaborator: await seatCollaborator(em, entry),
    coordinator: (await personOf(app, year, 'coordinator', 'RU-YAR')).email,
    'other coordinator': (await personOf(app, year, 'coordinator', 'RU-BA')).email,
    organizer: staff.organizer.email,
    chair: staff.chair.email,
    secretary: (await personOf(app, year, 'secretary')).email,
    auditor: (await personOf(app, year, 'auditor')).email,
    'body member': staff.seated.email,
    'last organizer': staff.lastOrganizer.email,
    'last expert': jury.lastExpert.user.email,
    'conflicted organizer': kept.organizer,
    'conflicted chair': kept.chair,
    'conflicted secretary': kept.secretary,
    'conflicted auditor': kept.auditor,
    'expert author': jury.author.user.email,
    'expert scoring': jury.scoring.user.email,
    'expert idle': jury.idle.user.email,
    'expert recused': jury.recused.user.email,
    admin: (await given.user(em, { roles: [{ role: 'admin' }] })).email,
    'conflicted overseer': kept.overseer,
  };
  for (const { id } of await em.find(OutboxMessage)) await announce(app, id).catch(() => undefined);
  return { year, last, organisation, neighbour, entry, second, old, draft, meeting, correction, emails };
}

/** Somebody of no organisation of the contest who may read one entry. */
async function seatCollaborator(em: EntityManager, { id: submissionId }: Submission): Promise<string> {
  const { id: userId, email } = await given.user(em);
  const values = { submissionId, userId, right: 'view' as const, addedById: null, addedAt: new Date() };
  await em.insert(Collaborator, { id: newId(), ...values, removedById: null, removedAt: null });
  return email;
}

/** What people typed and have not sent: a draft, and edits of an entry that was submitted. */
async function plantTyped(em: EntityManager, year: GivenCycle, entry: Submission, organisationId: string) {
  const draft = Object.assign(new Submission(), {
    ...entry,
    id: newId(),
    organisationId,
    title: secrets.draft,
    state: 'draft',
    registerNumber: null,
    revisionId: null,
    revisions: 0,
    submittedAt: null,
    firstSubmittedAt: null,
    screenedAt: null,
    screenedById: null,
    nominationId: year.nomination.id,
  });
  await em.insert(Submission, draft);
  await em.insert(SubmissionDraft, { submissionId: draft.id, answers: { title: secrets.draft } });
  await em.insert(SubmissionDraft, { submissionId: entry.id, answers: { title: secrets.unsent } });
  return draft;
}

/** The one who wrote, the one whose personal term still runs, one without work, one who is kept apart, one of last year. */
async function seatJury(
  em: EntityManager,
  {
    year,
    last,
    entry,
    second,
    old,
  }: Record<'year' | 'last', GivenCycle> & Record<'entry' | 'second' | 'old', Submission>,
) {
  const user = await given.user(em, {
    name: `${secrets.expert} Савва Ильич`,
    roles: [{ role: 'expert', cycleId: year.cycle.id }],
  });
  const author = await given.expert(em, year, { user });
  const scoring = await given.expert(em, year, { dueAt: new Date('2026-06-20T09:00:00Z') });
  const [idle, recused] = [await given.expert(em, year), await given.expert(em, year)];
  const third = await given.expert(em, year);
  const remarks = { [year.criteria[0]!.id]: secrets.remark };
  await given.sheet(em, year, { expert: author, entry, points: [9, 8], remarks, note: secrets.note });
  await given.sheet(em, year, { expert: third, entry, points: [9, 9] });
  for (const expert of [author, third]) await given.sheet(em, year, { expert, entry: second, points: [7, 7] });
  await given.assignment(em, scoring, entry);
  await em.insert(Conflict, {
    id: newId(),
    expertId: recused.id,
    submissionId: entry.id,
    source: 'declared',
    state: 'confirmed',
    reason: secrets.declared,
    createdAt: new Date('2026-03-01T09:00:00Z'),
    declaredById: recused.userId,
  });
  const lastExpert = await given.expert(em, last);
  for (const expert of [lastExpert, await given.expert(em, last)])
    await given.sheet(em, last, { expert, entry: old, points: [8, 8] });
  return { author, scoring, idle, recused, lastExpert };
}

async function seatStaff(app: TestApp, year: GivenCycle, last: GivenCycle) {
  return {
    organizer: await personOf(app, year, 'organizer'),
    chair: await personOf(app, year, 'chair'),
    seated: await personOf(app, year, 'member'),
    lastOrganizer: await personOf(app, last, 'organizer'),
    lastChair: await personOf(app, last, 'chair'),
  };
}
type Staff = Awaited<ReturnType<typeof seatStaff>>;

/** A sitting at which members are recorded and something was said of the entry, which it named the winner; its protocol. */
async function plantSitting(app: TestApp, year: GivenCycle, { entry, staff }: { entry: Submission; staff: Staff }) {
  const { person: organizer } = staff.organizer;
  await rankAll(app, organizer, year);
  const meeting = await convene(app, organizer, year);
  const nominationId = year.nomination.id;
  await app.nest.get(AwardsService).name(staff.chair.person, {
    meetingId: meeting.id,
    nominationId,
    outcome: 'winner',
    chosen: [{ submissionId: entry.id, reason: '' }],
    ground: 'По рейтингу',
  });
  await app.nest.get(ProtocolsService).drawUp(organizer, meeting.id);
  const sittings = app.nest.get(SittingsService);
  const members = [
    { name: 'Чупшева', role: 'chair' as const, email: staff.chair.email },
    { name: 'Сидельцев', role: 'member' as const, email: staff.seated.email },
  ];
  for (const member of members) await sittings.addMember(organizer, meeting.id, member);
  await sittings.addItem(organizer, meeting.id, { title: 'О победителях', nominationId });
  await app.em.insert(DiscussionMessage, {
    id: newId(),
    meetingId: meeting.id,
    submissionId: entry.id,
    authorId: staff.chair.person.userId,
    authorName: 'Чупшева',
    text: secrets.said,
    writtenAt: app.clock.now(),
  });
  return meeting;
}

async function publishOld(app: TestApp, last: GivenCycle, old: Submission, staff: Staff) {
  const [organizer, chair] = [staff.lastOrganizer.person, staff.lastChair.person];
  await rankAll(app, organizer, last);
  const meeting = await convene(app, organizer, last, '3');
  await app.nest.get(AwardsService).name(chair, {
    meetingId: meeting.id,
    nominationId: last.nomination.id,
    outcome: 'winner',
    chosen: [{ submissionId: old.id, reason: '' }],
    ground: 'По рейтингу',
  });
  const protocols = app.nest.get(ProtocolsService);
  const protocol = await protocols.drawUp(organizer, meeting.id);
  for (const signer of [organizer, chair]) await protocols.approve(signer, protocol.id, protocol.hash);
  const input = { publishAt: app.clock.now(), reason: '' };
  return app.nest.get(PublicationsService).publish(organizer, protocol.id, input);
}

/** One of each role that runs a contest, in both years, with a conflict of interest with the entries. */
async function keepApart(app: TestApp, year: GivenCycle, last: GivenCycle, entries: readonly Submission[]) {
  const roles = ['organizer', 'chair', 'secretary', 'auditor'] as const satisfies readonly Role[];
  const emails: Partial<Record<(typeof roles)[number], string>> = {};
  for (const role of roles) {
    const user = await given.user(app.em, {
      roles: [year, last].map(({ cycle }) => ({ role, cycleId: cycle.id })),
    });
    for (const { id: submissionId } of entries)
      await app.em.insert(StaffConflict, {
        id: newId(),
        userId: user.id,
        submissionId,
        reason: secrets.recusal,
        declaredById: user.id,
        createdAt: app.clock.now(),
      });
    emails[role] = user.email;
  }
  // Whoever audits the whole program, and whoever runs it, are people with conflicts too.
  const overseer = await given.user(app.em, { roles: [{ role: 'auditor' }, { role: 'admin' }] });
  for (const { id: submissionId } of entries) {
    const values = { userId: overseer.id, submissionId, reason: secrets.recusal, declaredById: overseer.id };
    const deed = { actor: actorOf(overseer), action: 'recuse', now: app.clock.now() };
    await app.db.transaction((tx) => create(tx, StaffConflict, { ...values, createdAt: deed.now }, deed));
    const read = { subjectType: 'submission', subjectId: submissionId, before: null, after: { title: secrets.title } };
    await app.db.transaction((tx) => record(tx, { ...deed, action: 'screen' }, read));
  }
  return { ...(emails as Record<(typeof roles)[number], string>), overseer: overseer.email };
}
