import type { Invariant } from '../invariant.js';

/** Letters, news, announcements and the chain of records. */
export const machineryInvariants: Invariant[] = [
  {
    name: 'delivery-has-one-person-and-event',
    why: 'a letter tells one event, and nobody gets two letters of it',
    sql: `SELECT d.id FROM delivery d LEFT JOIN outbox_message m ON m.id = d.message_id WHERE m.type IS DISTINCT FROM d.event
          UNION ALL
          SELECT unnest(array_agg(id)) FROM delivery GROUP BY message_id, lower(recipient) HAVING count(*) > 1`,
  },
  {
    name: 'sent-letter-has-its-time',
    why: 'a letter counts as sent from an instant on, and only then',
    sql: `SELECT id FROM delivery WHERE (state = 'sent') <> (sent_at IS NOT NULL)`,
  },
  {
    name: 'results-are-told-after-publication',
    why: 'no letter about results was even written before the publication could be seen',
    sql: `SELECT d.id FROM delivery d JOIN outbox_message m ON m.id = d.message_id
            JOIN publication b ON b.id::text = m.payload->>'publicationId'
           WHERE d.event IN ('result.announced', 'publication.published') AND d.created_at < b.publish_at`,
  },
  {
    name: 'news-travels',
    why: 'no message of the outbox waits longer than ten minutes after it was due',
    usesNow: true,
    sql: `SELECT id FROM outbox_message
           WHERE dispatched_at IS NULL AND coalesce(due_at, created_at) < $1::timestamptz - interval '10 minutes'`,
  },
  {
    name: 'record-is-sealed-or-waits',
    why: 'no audit record is passed over by the chain',
    sql: `SELECT r.id FROM audit_record r WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.record_id = r.id)
             AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.record_id = r.id)`,
  },
  {
    name: 'stage-is-announced-in-time',
    why: 'nothing about a stage is announced before its instant',
    sql: `SELECT id FROM stage_notice WHERE announced_at < due_at`,
  },
];
