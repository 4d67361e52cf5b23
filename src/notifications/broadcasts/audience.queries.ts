import type { EntityManager } from 'typeorm';
import type { BroadcastAudience, BroadcastKind } from '../../domain/kernel/broadcast.js';
import { all, statementOf, type Part } from '../../platform/database/condition.js';
import { sha256 } from '../../platform/ids.js';
import { personColumns, type PersonRow } from '../recipients.js';

/** One of those to whom a letter would go, with what they are here for. */
export type AudiencePerson = PersonRow & { note: string };

const states: Partial<Record<BroadcastKind, string>> = {
  drafts: "s.state = 'draft'",
  submitted: "s.state IN ('submitted', 'returned', 'admitted', 'rejected')",
  returned: "s.state = 'returned'",
  entrants: "s.state <> 'withdrawn'",
};

/**
 * The people of an audience as they are now, once each. Of an entry those to whom one turns about it; entries that the writer must
 * not meet are left out, and so are the writer, who is gone, and, of what is about no duty, who takes no such letters.
 */
export async function listAudience(
  em: EntityManager,
  { kind, nominationId, regionCode }: BroadcastAudience,
  { cycleId, writerId, isDuty }: { cycleId: string; writerId: string; isDuty: boolean },
): Promise<AudiencePerson[]> {
  const entries: Part = all([
    ($) => `s.cycle_id = ${$(cycleId)} AND ${states[kind] ?? 'FALSE'}`,
    ($) => `s.id NOT IN (SELECT entries_hidden_from(${$(writerId)}::uuid))`,
    nominationId !== null && (($) => `s.nomination_id = ${$(nominationId)}`),
    regionCode !== null && (($) => `s.region_code = ${$(regionCode)}`),
  ]);
  const from: Partial<Record<BroadcastKind, Part>> = {
    experts: ($) => `SELECT x.user_id AS id, '' AS note FROM expert x
       WHERE x.cycle_id = ${$(cycleId)} AND x.state = 'accepted' AND (${$(regionCode)}::text IS NULL OR x.region_code = ${$(regionCode)})`,
    coordinators: (
      $,
    ) => `SELECT g.user_id AS id, r.name_ru AS note FROM role_grant g JOIN region r ON r.code = g.region_code
       WHERE g.role = 'coordinator' AND g.revoked_at IS NULL AND (g.cycle_id IS NULL OR g.cycle_id = ${$(cycleId)})
         AND (${$(regionCode)}::text IS NULL OR g.region_code = ${$(regionCode)})`,
  };
  const people: Part =
    from[kind] ??
    (($) => `SELECT contact AS id, o.name AS note FROM submission s JOIN organisation o ON o.id = s.organisation_id,
       entry_contacts(s.id) AS contact WHERE ${entries($)}`);
  const { text, values } = statementOf(
    ($) => `SELECT ${personColumns}, string_agg(DISTINCT a.note, '; ' ORDER BY a.note) AS note
       FROM (${people($)}) a JOIN user_account u ON u.id = a.id AND u.deactivated_at IS NULL
      WHERE u.id <> ${$(writerId)}
        AND (${$(isDuty)} OR NOT EXISTS (SELECT 1 FROM broadcast_refusal f WHERE f.user_id = u.id))
      GROUP BY u.id ORDER BY u.name, u.id`,
  );
  return em.query(text, values);
}

/** What a list that was looked at is known by: who is on it, and every word of the letter. */
export const listHashOf = (people: readonly { id: string }[], letter: { subject: string; body: string }): string =>
  sha256(JSON.stringify([people.map(({ id }) => id).sort(), letter.subject, letter.body]));

export interface BroadcastDelivery {
  name: string;
  email: string;
  state: string;
  sentAt: Date | null;
}

/** What became of the letter for each to whom it goes: `waiting` also before its delivery is written. */
export function listDeliveries(
  em: EntityManager,
  { id, cycleId, sentAt }: { id: string; cycleId: string; sentAt: Date },
  limit: number,
): Promise<BroadcastDelivery[]> {
  return em.query(
    `SELECT u.name, u.email, coalesce(d.state, 'waiting') AS state, d.sent_at AS "sentAt"
       FROM broadcast_recipient r JOIN user_account u ON u.id = r.user_id
       LEFT JOIN (SELECT d.user_id, d.state, d.sent_at FROM delivery d
                   WHERE d.cycle_id = $2 AND d.created_at >= $3 AND d.event = 'broadcast.sent'
                     AND d.context->'facts'->>'broadcastId' = $1::text) d ON d.user_id = r.user_id
      WHERE r.broadcast_id = $1::uuid ORDER BY d.state = 'sent', u.name, u.id LIMIT $4`,
    [id, cycleId, sentAt, limit],
  );
}

export async function countDeliveries(
  em: EntityManager,
  { id, cycleId, sentAt }: { id: string; cycleId: string; sentAt: Date },
): Promise<{ all: number; sent: number; failed: number }> {
  const [row] = await em.query<{ all: number; sent: number; failed: number }[]>(
    `SELECT (SELECT count(*)::int FROM broadcast_recipient WHERE broadcast_id = $1::uuid) AS "all",
            count(*) FILTER (WHERE d.state = 'sent')::int AS sent,
            count(*) FILTER (WHERE d.state IN ('failed', 'withdrawn'))::int AS failed
       FROM delivery d WHERE d.cycle_id = $2 AND d.created_at >= $3 AND d.event = 'broadcast.sent'
        AND d.context->'facts'->>'broadcastId' = $1::text`,
    [id, cycleId, sentAt],
  );
  return row!;
}
