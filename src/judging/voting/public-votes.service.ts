import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { findCurrentCycle, getCycle } from '../../cycles/cycle/cycle.queries.js';
import { findEdition } from '../../cycles/editions/editions.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import { findStage } from '../../cycles/stages/stages.queries.js';
import type { Cycle } from '../../cycles/cycle/cycle.entity.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import { ballotOrder, confirmVote, mayShowCounts } from '../../domain/judging/public-vote.js';
import { publicationRulesFrom } from '../../domain/cycles/publication-rules.js';
import { publicVotesFact } from '../../domain/ranking/ranking-rule.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isOpen, mustBeOpen } from '../../domain/cycles/stage.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { tell } from '../../platform/database/save.js';
import { networkOf } from '../../platform/http/throttling/network.js';
import { Throttler } from '../../platform/http/throttling/throttle.js';
import { isId, newId, newToken, tokenHash } from '../../platform/ids.js';
import { LinkVault } from '../../platform/secrets/link-vault.js';
import { Submission } from '../../submissions/entries/submission.entity.js';
import { Mailboxes } from './mailboxes.js';
import { PublicVote } from './public-vote.entity.js';
import { countVotes } from './public-votes.queries.js';

const perNetwork = { attempts: 30, windowSeconds: 3600 };
const perMailbox = { attempts: 10, windowSeconds: 3600 };

/** What a vote is about, as everybody may read it. */
export interface VotableEntry {
  id: string;
  title: string;
  organisation: string;
  region: string;
  /** Empty where the rules keep it, or the entry has none. */
  annotation: string;
}

/** The vote of the public: a stage of its own, apart from the experts' scores; a line of the total where the rule says so. */
@Injectable()
export class PublicVotesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly throttler: Throttler,
    private readonly vault: LinkVault,
    private readonly mailboxes: Mailboxes,
  ) {}

  /**
   * One nomination of the current cycle's vote, the first where none is asked for: so many entries of it in the order of the
   * seed, after the close by their votes. Without the counts until it has closed. Null where there is no such stage.
   */
  async ballot(asked: { nominationId: string | undefined; seed: number; from: number; most: number }) {
    const em = this.db.reader;
    const now = this.clock.now();
    const cycle = await findCurrentCycle(em);
    const voting = cycle && (await findStage(em, cycle.id, 'voting'));
    if (!cycle || !voting || voting.opensAt > now) return null;
    const nominations = await listNominations(em, cycle.id);
    const nomination = nominations.find(({ id }) => id === asked.nominationId) ?? nominations[0];
    if (!nomination) return null;
    const edition = await findEdition(em, cycle.id);
    const { voteAnnotations } = publicationRulesFrom(edition?.publicationRules);
    const counts = mayShowCounts(voting, now) ? await countVotes(em, cycle.id) : null;
    const ids = await listVotableIds(em, nomination, now);
    const drawn = ballotOrder(ids, asked.seed);
    const ordered = counts ? drawn.sort((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0)) : drawn;
    const shown = ordered.slice(asked.from, asked.from + asked.most).map(({ id }) => id);
    return {
      cycle,
      voting,
      now,
      isOpen: isOpen(voting, now),
      countsInTotal: edition?.rankingRule.indicators?.some(({ fact }) => fact === publicVotesFact) ?? false,
      nominations,
      nomination,
      entries: await listVotable(em, shown, voteAnnotations),
      total: ids.length,
      counts,
    };
  }

  /** Asks for a vote: a mail goes to the address, and nothing counts before it is confirmed. Says the same for every address. */
  async ask(
    input: { submissionId: string; email: string; locale: 'ru' | 'en' },
    sender: { address: string },
  ): Promise<void> {
    const mailbox = this.mailboxes.hashOf(input.email);
    await this.throttler.attempt(`vote network ${networkOf(sender.address)}`, perNetwork);
    await this.throttler.attempt(`vote mailbox ${mailbox}`, perMailbox);
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const entry = await votable(tx, input.submissionId, now);
      const { cycle, voting } = await stageOf(tx, entry.cycleId);
      mustBeOpen(voting, 'voting', now, cycle.timeZone);
      const token = newToken();
      const vote = Object.assign(new PublicVote(), {
        id: newId(),
        cycleId: cycle.id,
        nominationId: entry.nominationId,
        submissionId: entry.id,
        email: input.email,
        mailboxHash: mailbox,
        locale: input.locale,
        state: 'asked',
        tokenHash: tokenHash(token),
        askedAt: now,
        confirmedAt: null,
      });
      await tx.insert(PublicVote, vote);
      await this.vault.keep(tx, vote.id, token, voting!.closesAt);
      await tell(tx, [{ type: 'vote.asked', voteId: vote.id }], now);
    });
  }

  /** What the page of the link shows; it changes nothing. */
  async look(token: string): Promise<{ vote: PublicVote; title: string }> {
    const vote = await this.db.reader.findOne(PublicVote, {
      where: { tokenHash: tokenHash(token), state: 'asked' },
      relations: { submission: true },
    });
    if (!vote) throw new Refusal({ code: 'link-expired' });
    return { vote, title: vote.submission.title };
  }

  /** Counts the vote, once a mailbox and nomination: SQL refuses a second. The address is forgotten. */
  confirm(token: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const lock = { mode: 'pessimistic_write' } as const;
      const vote = await tx.findOne(PublicVote, { where: { tokenHash: tokenHash(token) }, lock });
      if (!vote) throw new Refusal({ code: 'link-expired' });
      const { cycle, voting } = await stageOf(tx, vote.cycleId);
      const changes = confirmVote(vote, { voting, now, timeZone: cycle.timeZone });
      await tx.update(PublicVote, { id: vote.id }, { ...changes, email: '' });
    });
  }

  /** Of votes that nobody confirmed before the close the address is forgotten too. */
  async sweep(): Promise<void> {
    await this.db.reader.query(
      `UPDATE public_vote v SET email = '' FROM stage s
        WHERE v.email <> '' AND s.cycle_id = v.cycle_id AND s.kind = 'voting' AND s.closes_at <= $1`,
      [this.clock.now()],
    );
  }
}

async function stageOf(em: EntityManager, cycleId: string): Promise<{ cycle: Cycle; voting: Stage | null }> {
  return { cycle: await getCycle(em, cycleId), voting: await findStage(em, cycleId, 'voting') };
}

async function votable(em: EntityManager, id: string, now: Date): Promise<Submission> {
  const entry = isId(id) ? await em.findOneBy(Submission, { id, state: 'admitted' }) : null;
  const [dropped] = entry ? await em.query<{ out: boolean }[]>('SELECT is_dropped_out($1, $2) AS out', [id, now]) : [];
  if (!entry || dropped?.out) throw new Refusal({ code: 'not-found' });
  return entry;
}

/** Admitted entries of a nomination; those that dropped out are left out. */
function listVotableIds(
  em: EntityManager,
  { id, cycleId }: { id: string; cycleId: string },
  now: Date,
): Promise<{ id: string }[]> {
  return em.query(
    `SELECT s.id FROM submission s WHERE s.nomination_id = $1 AND s.state = 'admitted'
        AND s.id NOT IN (SELECT entries_dropped_out($2, $3)) ORDER BY s.id`,
    [id, cycleId, now],
  );
}

/** What the public reads of these entries, as they were submitted, in the same order. */
function listVotable(em: EntityManager, ids: readonly string[], voteAnnotations: boolean): Promise<VotableEntry[]> {
  return em.query(
    `SELECT s.id, r.title, r.organisation->>'name' AS organisation,
            coalesce(r.organisation->>'regionName', s.region_code) AS region,
            CASE WHEN $2 THEN coalesce(r.answers->>'annotation', '') ELSE '' END AS annotation
       FROM submission s JOIN submission_revision r ON r.id = s.revision_id
      WHERE s.id = ANY($1::uuid[]) ORDER BY array_position($1::uuid[], s.id)`,
    [ids, voteAnnotations],
  );
}
