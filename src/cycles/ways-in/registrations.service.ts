import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findByInn, listAlike, searchOrganisations } from '../../accounts/organisations/alike.queries.js';
import { listKnown, mustBeOne, type ChosenOrganisation, type NewOne } from '../../accounts/organisations/choosing.js';
import { askToJoin } from '../../accounts/joining/joining.service.js';
import { join } from '../../accounts/organisations/join.js';
import { Membership } from '../../accounts/organisations/membership.entity.js';
import { Organisation } from '../../accounts/organisations/organisation.entity.js';
import { getOrganisation } from '../../accounts/organisations/organisations.queries.js';
import { newOrganisation } from '../../accounts/organisations/organisations.service.js';
import { SignInService, type OpenedSession } from '../../accounts/sign-in/sign-in.service.js';
import { User } from '../../accounts/users/user.entity.js';
import { findUserByEmail, plainEmail } from '../../accounts/users/users.queries.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { organisationKeyOf } from '../../domain/accounts/organisation-name.js';
import { mustFit, mustGetIn, type EntryAnswers, type EntryRules } from '../../domain/cycles/entry-rules.js';
import { guest } from '../../platform/http/request.js';
import { neededConsents, type ConsentGiven } from '../../domain/submissions/consents.js';
import { homeZone } from '../../domain/kernel/local-day.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, tell } from '../../platform/database/save.js';
import type { Sender } from '../../platform/http/request.js';
import { networkOf } from '../../platform/http/throttling/network.js';
import { Throttler } from '../../platform/http/throttling/throttle.js';
import { newId, newToken, tokenHash } from '../../platform/ids.js';
import { LinkVault } from '../../platform/secrets/link-vault.js';
import { Registration } from './registration.entity.js';
import { giveConsents } from '../consents/account-consents.queries.js';
import { WayInReader } from './way-in.reader.js';

export interface RegistrationInput extends ChosenOrganisation {
  email: string;
  name: string;
  locale: 'ru' | 'en';
  code: string;
  answers: EntryAnswers;
  consents: ConsentGiven[];
}

const hour = 3600;
export const linkHours = 4;
const perNetwork = { attempts: 30, windowSeconds: hour };
const perAddress = { attempts: 4, windowSeconds: hour / 4 };
const everywhere = { attempts: 6, windowSeconds: hour };

/**
 * Getting in by oneself. Whether an address has an account is asked only once its owner has opened the letter: until then known
 * and unknown ones are treated by the same statements, and answered alike.
 */
@Injectable()
export class RegistrationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly throttler: Throttler,
    private readonly vault: LinkVault,
    private readonly signIn: SignInService,
    private readonly ways: WayInReader,
  ) {}

  find(words: string): Promise<Organisation[]> {
    return words.trim() ? searchOrganisations(this.db.reader, words) : Promise.resolve([]);
  }

  organisation(id: string): Promise<Organisation> {
    return getOrganisation(this.db.reader, id);
  }

  /** Known ones that a new one may be. */
  alike(fresh: NewOne): Promise<Organisation[]> {
    return listKnown(this.db.reader, fresh);
  }

  /**
   * Keeps what was typed and sends the link. Refuses: `by-invitation`, `code-wrong`, `does-not-fit`, `organisation-alike` where a
   * new one looks like a known one and was not called another, `invalid-input`, `throttled`.
   */
  async ask(cycleId: string, input: RegistrationInput, { address }: Sender): Promise<void> {
    const network = networkOf(address);
    await this.throttler.attempt(`registration from ${network}`, perNetwork);
    const { rules } = await this.ways.of(cycleId);
    mustGetIn(rules, input.code);
    mustFit(rules.questions, input.answers);
    mustAgree(rules, input.consents);
    const organisation = await mustBeOne(this.db.reader, input);
    const email = plainEmail(input.email);
    await this.throttler.attempt(`registration ${email} from ${network}`, perAddress);
    if (!(await this.maySend(email))) return;
    const token = newToken();
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      await forgetUnused(tx, now);
      const id = newId();
      const expiresAt = new Date(now.getTime() + linkHours * hour * 1000);
      const { name, locale } = input;
      const person = { email, name: name.trim(), locale, tokenHash: tokenHash(token) };
      await tx.insert(Registration, {
        id,
        cycleId,
        ...person,
        ...organisation,
        consents: input.consents,
        createdAt: now,
        expiresAt,
        usedAt: null,
      });
      await this.vault.keep(tx, id, token, expiresAt);
      await tell(tx, [{ type: 'registration.asked', registrationId: id }], now);
    });
  }

  /** What the link would do now; refuses with `link-expired` when it is used, old or unknown. */
  async look(token: string): Promise<{ email: string; name: string; organisation: string; isNew: boolean }> {
    const em = this.db.reader;
    const { email, name, organisation, newOrganisation } = await this.found(em, token);
    const id = newOrganisation && (await sameByNow(em, newOrganisation));
    const known = id ? await getOrganisation(em, id) : organisation;
    return { email, name, organisation: known?.name ?? newOrganisation!.name, isNew: !known };
  }

  /** Whether the actor is who used the link: it has done its work, and nothing is wrong. */
  isUsedBy({ userId }: Actor, token: string): Promise<boolean> {
    return this.db.reader
      .query<unknown[]>(
        `SELECT 1 FROM registration r JOIN user_account u ON u.email = r.email
          WHERE r.token_hash = $1 AND r.used_at IS NOT NULL AND u.id = $2`,
        [tokenHash(token), userId],
      )
      .then((rows) => rows.length > 0);
  }

  /**
   * The mailbox is proven: the person gets an account where there is none, acts for a new organisation at once, and asks to join a
   * known one. Two presses at a time do it once.
   */
  async confirm(token: string, sender: Sender): Promise<{ session: OpenedSession; waits: boolean }> {
    const { user, waits } = await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const registration = await this.found(tx, token, true);
      const person = await personOf(tx, registration, now);
      const deed = { actor: { ...guest, userId: person.id, name: person.name }, action: 'register', now };
      const { setup, rules } = await this.ways.of(registration.cycleId);
      const given = registration.consents.filter(({ kind, version }) =>
        rules.consents.some((text) => text.kind === kind && text.version === version),
      );
      // A version that changed while the letter was under way is asked for when something is begun.
      await giveConsents(tx, { userId: person.id, setup, given }, deed);
      const known = registration.organisationId ?? (await sameByNow(tx, registration.newOrganisation!));
      if (known)
        await askToJoin(
          tx,
          { userId: person.id, organisationId: known, cycleId: registration.cycleId, joinDays: rules.joinDays },
          deed,
        );
      else {
        const made = await newOrganisation(tx, { ...registration.newOrganisation!, another: true }, deed);
        await join(tx, { userId: person.id, organisationId: made.id }, deed);
      }
      await tx.update(Registration, { id: registration.id }, { usedAt: now });
      const isIn = !known || (await tx.existsBy(Membership, { userId: person.id, organisationId: known }));
      return { user: person, waits: !isIn };
    });
    return { session: await this.signIn.open(user, sender, 'link'), waits };
  }

  /** Beyond it nothing is sent and the answer is the same: who asks learns nothing, who owns the address is not flooded. */
  private maySend(email: string): Promise<boolean> {
    return this.throttler.attempt(`registration ${email}`, everywhere).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refusal) return false;
        throw error;
      },
    );
  }

  private async found(em: EntityManager, token: string, lock = false): Promise<Registration> {
    const registration = await em.findOne(Registration, {
      where: { tokenHash: tokenHash(token) },
      ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : { relations: { organisation: true } }),
    });
    if (!registration || registration.usedAt || registration.expiresAt <= this.clock.now())
      throw new Refusal({ code: 'link-expired' });
    return registration;
  }
}

/** Refuses with `invalid-input` who has not ticked a document, with `consent-changed` who read another version of it. */
function mustAgree({ consents }: EntryRules, given: readonly ConsentGiven[]): void {
  for (const { kind, version } of neededConsents(consents, [])) {
    const own = given.find((one) => one.kind === kind);
    if (!own) throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/consent', rule: 'consent' }] });
    if (own.version !== version) throw new Refusal({ code: 'consent-changed' });
  }
}

/** An address whose owner never came is nobody's business any more. */
function forgetUnused(tx: EntityManager, now: Date): Promise<unknown> {
  return tx.query(
    `DELETE FROM registration WHERE used_at IS NULL AND expires_at < $1::timestamptz - interval '1 day'`,
    [now],
  );
}

async function personOf(tx: EntityManager, { email, name, locale }: Registration, now: Date): Promise<User> {
  // Two links of one address pressed at once make one account.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 4))', [email]);
  const known = await findUserByEmail(tx, email);
  if (known?.deactivatedAt) throw new Refusal({ code: 'link-expired' });
  if (known) return known;
  const values = { email, name, locale, passwordHash: null, timeZone: homeZone, createdAt: now, deactivatedAt: null };
  return create(tx, User, { ...values, id: newId() }, { actor: { ...guest, name }, action: 'register', now });
}

/** Somebody else may have brought the same one since the letter went out: by the number, or by the very same name. */
async function sameByNow(tx: EntityManager, { name, inn, regionCode, another }: NewOne): Promise<string | null> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 5))', [inn ?? name]);
  const byInn = inn ? await findByInn(tx, inn) : null;
  if (byInn) return byInn.id;
  if (another) return null;
  const key = organisationKeyOf(name);
  const same = (await listAlike(tx, { name, regionCode })).find(
    (one) => organisationKeyOf(one.name) === key && (!inn || !one.inn),
  );
  return same?.id ?? null;
}
