import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { findUserByEmail, getUser, plainEmail } from '../../accounts/users/users.queries.js';
import { findEdition } from '../../cycles/editions/editions.queries.js';
import { entryRulesFrom, type EntryConsent, type EntryConsentKind } from '../../domain/cycles/entry-rules.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { consentStanding, type ConsentAct } from '../../domain/submissions/consents.js';
import { isOfOrganisation } from '../../domain/submissions/entry-rights.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, save, tell } from '../../platform/database/save.js';
import { guest } from '../../platform/http/request.js';
import { isId, newId, newToken, sha256, tokenHash } from '../../platform/ids.js';
import { LinkVault } from '../../platform/secrets/link-vault.js';
import type { Submission } from '../entries/submission.entity.js';
import { mustBeOfOwnOrganisation, visibleTo } from '../entries/submission.policy.js';
import { getSubmission, lockSubmission } from '../entries/submission.queries.js';
import { listPeople, type PersonWithActs } from './people.queries.js';
import { PersonConsent } from './person-consent.entity.js';
import { PracticePerson, type PersonRole } from './practice-person.entity.js';

/** Whose consents they are: who has the link of the letter, or who signed in with the mailbox that it went to. */
export type PersonKey = { token: string } | { personId: string; actor: Person };

export interface PeoplePage {
  entry: Submission;
  people: PersonWithActs[];
  texts: EntryConsent[];
  /** The actor is of the organisation: who is named is its business. */
  isOwn: boolean;
}

export interface ConsentsPage {
  person: PracticePerson;
  acts: ConsentAct[];
  texts: EntryConsent[];
}

/** A practice in which somebody is named, with what they did about its consents. */
export interface NamedIn {
  id: string;
  organisation: string;
  cycle: string;
  acts: ConsentAct[];
  texts: EntryConsent[];
}

const most = 20;
const mostNamed = 100;
const linkDays = 30;
const askAgainMinutes = 10;

/** The people of a practice and what they agree to, each for themselves. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly vault: LinkVault,
  ) {}

  async list(actor: Person, entryId: string): Promise<PeoplePage> {
    const entry = await getSubmission(this.db.reader, entryId, visibleTo(actor));
    const [people, texts] = await Promise.all([
      listPeople(this.db.reader, entry.id),
      textsOf(this.db.reader, entry.cycleId),
    ]);
    return { entry, people, texts, isOwn: isOfOrganisation(actor, entry) };
  }

  /**
   * Names a person of the practice and sends them the documents. The same mailbox twice is one person.
   * Refuses: `invalid-input` (too many), `consents-unwritten` while the regulation has no text that could be agreed to.
   */
  add(actor: Person, entryId: string, input: { name: string; role: PersonRole; email: string }): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await this.lockOwn(tx, actor, entryId);
      if ((await textsOf(tx, entry.cycleId)).length === 0) throw new Refusal({ code: 'consents-unwritten' });
      const email = plainEmail(input.email);
      const people = await listPeople(tx, entry.id);
      if (people.some((person) => person.email === email)) return;
      if (people.length >= most)
        throw new Refusal({
          code: 'invalid-input',
          problems: [{ pointer: '/name', rule: 'too-many', values: { max: most } }],
        });
      const token = newToken();
      const known = await findUserByEmail(tx, email);
      const person = await create(
        tx,
        PracticePerson,
        {
          ...input,
          email,
          submissionId: entry.id,
          locale: known?.locale ?? 'ru',
          tokenHash: tokenHash(token),
          addedById: actor.userId,
          createdAt: now,
          askedAt: now,
          removedAt: null,
        },
        { actor, action: 'name-person', now },
      );
      await this.sends(tx, person, token, now);
    });
  }

  /** Sends a new link in place of the one before. Pressed again within minutes, nothing more goes out. */
  askAgain(actor: Person, entryId: string, personId: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const person = await this.lockPerson(tx, await this.lockOwn(tx, actor, entryId), personId);
      if (now.getTime() - person.askedAt.getTime() < askAgainMinutes * 60_000) return;
      const token = newToken();
      const changes = { tokenHash: tokenHash(token), askedAt: now };
      await save(tx, person, { changes, events: [] }, { actor, action: 'ask-consent', now });
      await this.sends(tx, person, token, now);
    });
  }

  /** The person is of the practice no more and is named no more; what they agreed to stays on record. */
  remove(actor: Person, entryId: string, personId: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const person = await this.lockPerson(tx, await this.lockOwn(tx, actor, entryId), personId);
      await save(tx, person, { changes: { removedAt: now }, events: [] }, { actor, action: 'remove-person', now });
    });
  }

  /** The practices of which somebody named the mailbox of the person. */
  async named({ userId }: Person): Promise<NamedIn[]> {
    const em = this.db.reader;
    const { email } = await getUser(em, userId);
    const people = await em.find(PracticePerson, {
      where: { email, removedAt: IsNull() },
      relations: { submission: { cycle: true, organisation: true } },
      order: { createdAt: 'DESC', id: 'ASC' },
      take: mostNamed,
    });
    return Promise.all(
      people.map(async ({ id, submission: { cycleId, cycle, organisation } }) => ({
        id,
        organisation: organisation.name,
        cycle: cycle.title,
        acts: await actsOf(em, id),
        texts: await textsOf(em, cycleId),
      })),
    );
  }

  /** What the person reads and answers; refuses with `link-expired` a link that was replaced or whose person is gone. */
  async look(key: PersonKey): Promise<ConsentsPage> {
    const person = await findPerson(this.db.reader, key);
    const { cycleId } = person.submission;
    const [acts, texts] = await Promise.all([actsOf(this.db.reader, person.id), textsOf(this.db.reader, cycleId)]);
    return { person, acts, texts };
  }

  /** Agrees to the text that was read. Refuses with `consent-changed` when the regulation has another version of it by now. */
  give(key: PersonKey, { kind, version }: { kind: EntryConsentKind; version: string }): Promise<void> {
    return this.act(key, kind, async (tx, person, acts) => {
      const text = (await textsOf(tx, person.submission.cycleId)).find((one) => one.kind === kind);
      if (!text || text.version !== version) throw new Refusal({ code: 'consent-changed' });
      const standing = consentStanding(kind, acts);
      if (standing.state === 'given' && standing.consentVersion === version) return null;
      return { consentVersion: version, textHash: sha256(text.text), act: 'given' };
    });
  }

  /** Takes a consent back: from the next rendering the person is not named. */
  withdraw(key: PersonKey, kind: EntryConsentKind): Promise<void> {
    return this.act(key, kind, async (tx, person, acts) => {
      const standing = consentStanding(kind, acts);
      if (standing.state !== 'given') return null;
      const given = await tx.findOneOrFail(PersonConsent, {
        where: { personId: person.id, kind, act: 'given' },
        order: { position: 'DESC' },
      });
      return { consentVersion: given.consentVersion, textHash: given.textHash, act: 'withdrawn' };
    });
  }

  private act(
    key: PersonKey,
    kind: EntryConsentKind,
    decide: (
      tx: EntityManager,
      person: PracticePerson,
      acts: ConsentAct[],
    ) => Promise<Pick<PersonConsent, 'consentVersion' | 'textHash' | 'act'> | null>,
  ): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const person = await findPerson(tx, key);
      await tx.query('SELECT 1 FROM practice_person WHERE id = $1 FOR UPDATE', [person.id]);
      const acts = await actsOf(tx, person.id);
      const act = await decide(tx, person, acts);
      if (!act) return;
      const actor: Actor = 'actor' in key ? key.actor : { ...guest, name: person.name };
      const position = acts.filter((earlier) => earlier.kind === kind).length + 1;
      const values = { personId: person.id, kind, position, ...act, at: now };
      await create(tx, PersonConsent, values, { actor, action: `consent-${act.act}`, now });
    });
  }

  private async lockOwn(tx: EntityManager, actor: Person, entryId: string): Promise<Submission> {
    const entry = await lockSubmission(tx, entryId, visibleTo(actor));
    mustBeOfOwnOrganisation(actor, entry);
    return entry;
  }

  private async lockPerson(tx: EntityManager, entry: Submission, personId: string): Promise<PracticePerson> {
    const person = isId(personId) ? await tx.findOneBy(PracticePerson, { id: personId, submissionId: entry.id }) : null;
    if (!person || person.removedAt) throw new Refusal({ code: 'not-found' });
    return person;
  }

  private async sends(tx: EntityManager, { id }: PracticePerson, token: string, now: Date): Promise<void> {
    await this.vault.keep(tx, id, token, new Date(now.getTime() + linkDays * 86_400_000));
    await tell(tx, [{ type: 'consent.asked', personId: id, askId: newId() }], now);
  }
}

async function findPerson(em: EntityManager, key: PersonKey): Promise<PracticePerson> {
  const relations = { submission: { cycle: true, organisation: true } };
  if ('token' in key) {
    const person = await em.findOne(PracticePerson, { where: { tokenHash: tokenHash(key.token) }, relations });
    if (!person || person.removedAt) throw new Refusal({ code: 'link-expired' });
    return person;
  }
  const { personId, actor } = key;
  const person = isId(personId) ? await em.findOne(PracticePerson, { where: { id: personId }, relations }) : null;
  const [own] = person
    ? await em.query<unknown[]>('SELECT 1 FROM user_account WHERE id = $1 AND email = $2', [actor.userId, person.email])
    : [];
  if (!person || person.removedAt || !own) throw new Refusal({ code: 'not-found' });
  return person;
}

const actsOf = (em: EntityManager, personId: string): Promise<ConsentAct[]> =>
  em.find(PersonConsent, { where: { personId }, order: { kind: 'ASC', position: 'ASC' } });

const textsOf = async (em: EntityManager, cycleId: string): Promise<EntryConsent[]> =>
  entryRulesFrom((await findEdition(em, cycleId))?.entryRules).consents;
