import type { EntityManager } from 'typeorm';
import { getStanding } from '../../accounts/grants/standing.queries.js';
import { User } from '../../accounts/users/user.entity.js';
import type { Actor } from '../../domain/kernel/actor.js';
import type { Responsible } from '../../domain/submissions/handover.js';
import { includesRight, rightOn, type EntryRight } from '../../domain/submissions/entry-rights.js';
import type { Submission } from '../entries/submission.entity.js';

/** Somebody who works on an entry: for its organisation, or let in by one of its people. */
export interface EntryPerson {
  userId: string;
  name: string;
  email: string;
  /** Null for people of the entry's organisation, who hold every right. */
  collaboratorId: string | null;
  right: EntryRight;
  /** Of a collaborator: the own organisation, where there is one. */
  organisation: string | null;
}

/** An invitation that nobody has answered yet. */
export interface OpenInvitation {
  id: string;
  email: string;
  name: string;
  right: EntryRight;
  takesOver: boolean;
  invitedBy: string;
  invitedById: string;
  expiresAt: Date;
}

/** People of the organisation first, then collaborators, by name. */
export function listPeople(
  em: EntityManager,
  { id, organisationId }: Pick<Submission, 'id' | 'organisationId'>,
): Promise<EntryPerson[]> {
  return em.query(
    `SELECT u.id AS "userId", u.name, u.email, NULL AS "collaboratorId", 'submit' AS "right", NULL AS organisation
       FROM membership m JOIN user_account u ON u.id = m.user_id AND u.deactivated_at IS NULL
      WHERE m.organisation_id = $2
     UNION ALL
     SELECT u.id, u.name, u.email, c.id, c."right",
            (SELECT o.name FROM membership m JOIN organisation o ON o.id = m.organisation_id WHERE m.user_id = u.id
              ORDER BY m.created_at, m.id LIMIT 1)
       FROM submission_collaborator c JOIN user_account u ON u.id = c.user_id AND u.deactivated_at IS NULL
      WHERE c.submission_id = $1 AND c.removed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = c.user_id AND m.organisation_id = $2)
      ORDER BY 4 NULLS FIRST, name`,
    [id, organisationId],
  );
}

export function listOpenInvitations(em: EntityManager, submissionId: string): Promise<OpenInvitation[]> {
  return em.query(
    `SELECT i.id, i.email, i.name, i."right", i.takes_over AS "takesOver", u.name AS "invitedBy", i.invited_by_id AS "invitedById",
            i.expires_at AS "expiresAt"
       FROM collaborator_invitation i JOIN user_account u ON u.id = i.invited_by_id
      WHERE i.submission_id = $1 AND i.accepted_at IS NULL AND i.declined_at IS NULL AND i.revoked_at IS NULL
      ORDER BY i.created_at, i.id`,
    [submissionId],
  );
}

/** How many work on an entry by invitation, or are asked to. */
export async function countInvited(tx: EntityManager, submissionId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `SELECT (SELECT count(*) FROM submission_collaborator WHERE submission_id = $1 AND removed_at IS NULL)::int
          + (SELECT count(*) FROM collaborator_invitation
              WHERE submission_id = $1 AND accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL)::int AS count`,
    [submissionId],
  );
  return row!.count;
}

/** A person as an actor, for what they may do now; null where the account is closed. */
export async function findActor(em: EntityManager, userId: string): Promise<Actor | null> {
  const user = await em.findOneBy(User, { id: userId });
  if (!user || user.deactivatedAt) return null;
  const { grants, organisationIds, collaborations } = await getStanding(em, userId);
  return { userId, name: user.name, grants, organisationIds, collaborations, kind: 'person', tokenScopes: null };
}

/** Who answers for an entry, and whether that person is there and may submit it. */
export async function responsibleOf(em: EntityManager, entry: Submission): Promise<Responsible> {
  const { responsibleId } = entry;
  const actor = responsibleId === null ? null : await findActor(em, responsibleId);
  return { responsibleId, isThere: actor !== null && includesRight(rightOn(actor, entry), 'submit') };
}

/** An entry that somebody hands over to a person who has not answered yet. */
export interface OfferedToMe {
  submissionId: string;
  title: string;
  from: string;
}

export function listOfferedTo(em: EntityManager, userId: string | null): Promise<OfferedToMe[]> {
  return em.query(
    `SELECT s.id AS "submissionId", s.title, u.name AS "from" FROM entry_handover h
       JOIN submission s ON s.id = h.submission_id JOIN user_account u ON u.id = h.from_id
      WHERE h.to_id = $1 AND h.state = 'offered' ORDER BY h.offered_at, h.id`,
    [userId],
  );
}
