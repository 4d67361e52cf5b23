import { SchemaPart, sqlFunction } from './schema-part.js';

/** Entries that an organizer enters on behalf of an organisation without an account. */
export class OnBehalf1780000000048 extends SchemaPart {
  readonly statements = [
    `ALTER TABLE submission ADD COLUMN entered_by_id uuid,
       ADD CONSTRAINT submission_entered_by_who_began
         CHECK (entered_by_id IS NULL OR entered_by_id IS NOT DISTINCT FROM started_by_id),
       ADD CONSTRAINT submission_screened_by_another
         CHECK (entered_by_id IS NULL OR screened_by_id IS DISTINCT FROM entered_by_id)`,
    sqlFunction('submissions/keep_entered_by'),
    `ALTER TABLE collaborator_invitation ADD COLUMN takes_over boolean NOT NULL DEFAULT false,
       ADD CONSTRAINT collaborator_invitation_takes_over_whole CHECK (NOT takes_over OR "right" = 'submit')`,
    `CREATE UNIQUE INDEX collaborator_invitation_takes_over_once ON collaborator_invitation (submission_id)
      WHERE takes_over AND accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL`,
  ];
}
