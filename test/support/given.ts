import type { EntityManager } from 'typeorm';
import { Membership } from '../../src/accounts/organisations/membership.entity.js';
import { Organisation } from '../../src/accounts/organisations/organisation.entity.js';
import { hashPassword } from '../../src/accounts/sign-in/passwords.js';
import { RoleGrant } from '../../src/accounts/grants/role-grant.entity.js';
import { User } from '../../src/accounts/users/user.entity.js';
import { Criterion } from '../../src/cycles/criteria/criterion.entity.js';
import { Cycle } from '../../src/cycles/cycle/cycle.entity.js';
import { FormVersion } from '../../src/cycles/forms/form-version.entity.js';
import { Nomination } from '../../src/cycles/nominations/nomination.entity.js';
import { RegulationEdition } from '../../src/cycles/editions/regulation-edition.entity.js';
import { Stage } from '../../src/cycles/stages/stage.entity.js';
import type { Actor, Role, Person } from '../../src/domain/kernel/actor.js';
import type { Answers } from '../../src/domain/cycles/form.js';
import { contentHash } from '../../src/domain/kernel/canonical.js';
import { plainRankingRule } from '../../src/domain/ranking/ranking-rule.js';
import type { StageKind } from '../../src/domain/cycles/stage.js';
import { contentForm, isFile, revisionContent, titleOf } from '../../src/domain/submissions/submission-revision.js';
import { AssignmentPlan } from '../../src/judging/assignment/assignment-plan.entity.js';
import { Assignment } from '../../src/judging/assignment/assignment.entity.js';
import { Evaluation } from '../../src/judging/sheets/evaluation.entity.js';
import { Expert } from '../../src/judging/experts/expert.entity.js';
import { newId, sha256 } from '../../src/platform/ids.js';
import { OutboxMessage } from '../../src/platform/outbox/outbox-message.entity.js';
import { SubmissionRevision } from '../../src/submissions/revisions/submission-revision.entity.js';
import { Submission } from '../../src/submissions/entries/submission.entity.js';

const made = new Date('2026-01-12T09:00:00Z');
let serial = 0;
let cycles = 0;

const regionNames: Record<string, string> = { 'RU-BA': 'Республика Башкортостан', 'RU-YAR': 'Ярославская область' };

interface GivenUser extends Partial<User> {
  password?: string;
  roles?: { role: Role; cycleId?: string; nominationId?: string; regionCode?: string }[];
  memberOf?: Organisation[];
}

/** A cycle with everything that entries and sheets of it need. */
export interface GivenCycle {
  cycle: Cycle;
  nomination: Nomination;
  nominations: Nomination[];
  criteria: Criterion[];
  edition: RegulationEdition;
  form: FormVersion;
}

interface GivenCycleFacts extends Partial<Cycle> {
  nominations?: { code: string; title?: string; quotaPerRegion?: number | null }[];
  criteria?: { title: string; weight?: string }[];
  edition?: Partial<RegulationEdition>;
  stages?: Partial<Record<StageKind, [opensAt: string, closesAt: string]>>;
}

interface GivenEntryFacts extends Partial<Submission> {
  /** Of its revision, beside the title. */
  answers?: Answers;
  nomination?: Nomination;
  organisation?: Organisation;
}

/** Rows that a test needs and does not speak about; what it says of them wins. */
export const given = {
  /** An announced cycle with one nomination, two criteria of equal weight and all stages of 2026. */
  async cycle(em: EntityManager, facts: GivenCycleFacts = {}): Promise<GivenCycle> {
    const { nominations: wanted, criteria: asked, edition: ruled, stages = {}, ...values } = facts;
    cycles += 1;
    const cycle = Object.assign(new Cycle(), {
      id: newId(),
      year: 2000 + cycles,
      title: `Конкурс лучших практик ${cycles}`,
      state: 'announced',
      timeZone: 'Europe/Moscow',
      generated: false,
      note: '',
      createdAt: made,
      announcedAt: made,
      version: 1,
      ...values,
    });
    await em.insert(Cycle, cycle);
    const windows: Partial<Record<StageKind, [string, string]>> = {
      intake: ['2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
      screening: ['2026-02-01T00:00:00Z', '2026-04-01T00:00:00Z'],
      review: ['2026-04-01T00:00:00Z', '2026-06-01T00:00:00Z'],
      board: ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'],
      publication: ['2026-07-01T00:00:00Z', '2026-08-01T00:00:00Z'],
      ...stages,
    };
    for (const [position, [kind, [opensAt, closesAt]]] of Object.entries(windows).entries()) {
      const window = { opensAt: new Date(opensAt), closesAt: new Date(closesAt) };
      await em.insert(Stage, { id: newId(), cycleId: cycle.id, kind, title: kind, position, ...window } as Stage);
    }
    const nominations: Nomination[] = [];
    for (const [position, nomination] of (wanted ?? [{ code: 'СБ', title: 'Социальное благополучие' }]).entries())
      nominations.push(
        Object.assign(new Nomination(), {
          id: newId(),
          cycleId: cycle.id,
          position,
          title: `Номинация ${nomination.code}`,
          description: '',
          allowedKinds: [],
          quotaPerRegion: null,
          version: 1,
          ...nomination,
        }),
      );
    await em.insert(Nomination, nominations);
    const criteria = (asked ?? [{ title: 'Эффект' }, { title: 'Тиражируемость' }]).map((criterion, position) =>
      Object.assign(new Criterion(), {
        id: newId(),
        cycleId: cycle.id,
        position,
        guidance: '',
        weight: '1',
        scaleMin: '0',
        scaleMax: '10',
        scaleStep: '1',
        levels: [],
        version: 1,
        ...criterion,
      }),
    );
    await em.insert(Criterion, criteria);
    const edition = Object.assign(new RegulationEdition(), {
      id: newId(),
      cycleId: cycle.id,
      number: 1,
      protocolNumber: '2',
      protocolOn: '2026-01-15',
      text: '',
      reviewsPerEntry: 2,
      rankingRule: plainRankingRule,
      revisionWorkingDays: 5,
      quorum: 'majority',
      finalistsForeseen: 3,
      winnersForeseen: 1,
      reason: '',
      createdAt: made,
      version: 1,
      ...ruled,
    });
    await em.insert(RegulationEdition, edition);
    const forms = nominations.map((nomination) =>
      Object.assign(new FormVersion(), {
        id: newId(),
        nominationId: nomination.id,
        number: 1,
        fields: [{ id: 'title', type: 'text', label: { ru: 'Название практики' }, required: true }],
        createdAt: made,
      }),
    );
    await em.insert(FormVersion, forms);
    return { cycle, nomination: nominations[0]!, nominations, criteria, edition, form: forms[0]! };
  },

  /** An admitted entry with its revision and number; `state: 'submitted'` leaves it unscreened. */
  async submittedEntry(
    em: EntityManager,
    { cycle, nomination: first }: Pick<GivenCycle, 'cycle' | 'nomination'>,
    { nomination = first, organisation, answers: answered, ...values }: GivenEntryFacts = {},
  ): Promise<Submission> {
    serial += 1;
    const owner = organisation ?? (await given.organisation(em));
    const form = await em.findOneByOrFail(FormVersion, { nominationId: nomination.id });
    const at = values.submittedAt ?? new Date('2026-02-10T09:00:00Z');
    const screened = (values.state ?? 'admitted') !== 'submitted';
    const entry = Object.assign(new Submission(), {
      id: newId(),
      cycleId: cycle.id,
      nominationId: nomination.id,
      organisationId: owner.id,
      regionCode: owner.regionCode,
      startedById: null,
      formVersionId: form.id,
      title: `Практика ${serial}`,
      state: 'admitted',
      registerNumber: `${nomination.code}-${cycle.year}-${String(serial).padStart(4, '0')}`,
      revisionId: newId(),
      revisions: 1,
      submittedAt: at,
      firstSubmittedAt: at,
      screenedAt: screened ? at : null,
      screenedById: screened ? newId() : null,
      reason: '',
      dueAt: null,
      openFields: null,
      withdrawnAt: null,
      generated: false,
      createdAt: at,
      savedAt: at,
      savedById: null,
      version: 1,
      ...values,
    });
    const answers = { title: entry.title, ...answered };
    const { id, name, kind, regionCode } = owner;
    const content = {
      contentForm,
      submissionId: entry.id,
      number: 1,
      title: titleOf(answers),
      formVersionId: form.id,
      answers,
      organisation: { id, name, kind, regionCode, regionName: regionNames[regionCode] ?? regionCode },
      files: filesIn(answers),
      submittedAt: at,
    };
    await em.insert(Submission, entry);
    await em.insert(SubmissionRevision, {
      ...content,
      id: entry.revisionId!,
      contentHash: contentHash(revisionContent(content), sha256),
      submittedById: null,
    });
    await em.insert(OutboxMessage, {
      id: newId(),
      type: 'submission.submitted',
      payload: { submissionId: entry.id, revision: 1 },
      createdAt: at,
      dispatchedAt: at,
    });
    return entry;
  },

  /** A person on the jury who has accepted and has no conflicts to declare. */
  async expert(em: EntityManager, { cycle }: Pick<GivenCycle, 'cycle'>, values: Partial<Expert> = {}): Promise<Expert> {
    const user = values.user ?? (await given.user(em, { roles: [{ role: 'expert', cycleId: cycle.id }] }));
    const expert = Object.assign(new Expert(), {
      id: newId(),
      cycleId: cycle.id,
      userId: user.id,
      state: 'accepted',
      regionCode: 'RU-MOW',
      organisationId: null,
      employer: '',
      capacity: 30,
      tokenHash: null,
      invitedAt: made,
      answeredAt: made,
      declineReason: '',
      conflictsDeclaredAt: made,
      version: 1,
      ...values,
      user,
    });
    await em.insert(Expert, expert);
    return expert;
  },

  async assignment(em: EntityManager, expert: Expert, entry: Submission): Promise<Assignment> {
    const plan =
      (await em.findOneBy(AssignmentPlan, { cycleId: entry.cycleId })) ??
      Object.assign(new AssignmentPlan(), {
        id: newId(),
        cycleId: entry.cycleId,
        state: 'proposed',
        seed: 1,
        reviewsPerEntry: 2,
        pairs: [],
        summary: { entries: 1, experts: 1, pairs: 1, minLoad: 1, maxLoad: 1, conflicts: 0 },
        createdById: null,
        createdAt: made,
        publishedAt: null,
        publishedById: null,
      });
    await em.save(AssignmentPlan, plan);
    serial += 1;
    const assignment = Object.assign(new Assignment(), {
      id: newId(),
      planId: plan.id,
      expertId: expert.id,
      submissionId: entry.id,
      position: serial,
      state: 'active',
      reason: '',
      createdAt: made,
      endedAt: null,
    });
    await em.insert(Assignment, assignment);
    return assignment;
  },

  /** A submitted sheet: points by the order of the criteria. */
  async sheet(
    em: EntityManager,
    { criteria }: Pick<GivenCycle, 'criteria'>,
    { expert, entry, points, ...values }: { expert: Expert; entry: Submission; points: number[] } & Partial<Evaluation>,
  ): Promise<Evaluation> {
    const { id: assignmentId } = await given.assignment(em, expert, entry);
    const sheet = Object.assign(new Evaluation(), {
      id: newId(),
      assignmentId,
      revisionId: entry.revisionId!,
      state: 'submitted',
      scores: Object.fromEntries(criteria.map(({ id }, index) => [id, String(points[index])])),
      remarks: {},
      note: '',
      reason: '',
      createdAt: made,
      savedAt: made,
      submittedAt: made,
      version: 1,
      ...values,
    });
    await em.insert(Evaluation, sheet);
    return sheet;
  },

  async user(em: EntityManager, { password, roles = [], memberOf = [], ...values }: GivenUser = {}): Promise<User> {
    serial += 1;
    const user = Object.assign(new User(), {
      id: newId(),
      email: `person${serial}@example.org`,
      name: `Иванова Мария ${serial}`,
      passwordHash: password ? await hashPassword(password) : null,
      locale: 'ru',
      timeZone: 'Europe/Moscow',
      createdAt: made,
      deactivatedAt: null,
      version: 1,
      ...values,
    });
    await em.insert(User, user);
    for (const { role, cycleId = null, nominationId = null, regionCode = null } of roles)
      await em.insert(RoleGrant, {
        id: newId(),
        userId: user.id,
        role,
        cycleId,
        nominationId,
        regionCode,
        grantedById: null,
        grantedAt: made,
        revokedAt: null,
      });
    for (const organisation of memberOf)
      await em.insert(Membership, {
        id: newId(),
        userId: user.id,
        organisationId: organisation.id,
        createdAt: made,
      });
    return user;
  },

  async organisation(em: EntityManager, values: Partial<Organisation> = {}): Promise<Organisation> {
    serial += 1;
    const organisation = Object.assign(new Organisation(), {
      id: newId(),
      name: `Министерство ${serial}`,
      kind: 'executive',
      regionCode: 'RU-BA',
      createdAt: made,
      version: 1,
      ...values,
    });
    await em.insert(Organisation, organisation);
    return organisation;
  },
};

/** The person as the one who acts, for calls of services. */
export function actorOf(user: User, rest: Partial<Actor> = {}): Person {
  const plain = { name: user.name, grants: [], organisationIds: [], kind: 'person' as const, tokenScopes: null };
  return { ...plain, ...rest, userId: user.id };
}

/** The files of a revision, as freezing an entry with these answers would keep them. */
const filesIn = (answers: Answers) =>
  Object.entries(answers).flatMap(([field, answer]) =>
    (Array.isArray(answer) ? answer : [])
      .filter(isFile)
      .map(({ name, mediaType, bytes, sha256: hash }) => ({ field, name, type: mediaType, bytes, sha256: hash })),
  );
