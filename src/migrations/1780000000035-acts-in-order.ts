import { SchemaPart } from './schema-part.js';

/**
 * What counts by its order says its place: the clocks of two processes may differ by up to a second, and one instant may stand at
 * two acts. The words of a panel, and what a person did about a consent.
 */
export class ActsInOrder1780000000035 extends SchemaPart {
  readonly statements = [
    'ALTER TABLE screening_opinion ADD COLUMN position integer',
    `UPDATE screening_opinion o SET position = place.position
       FROM (SELECT id, row_number() OVER (PARTITION BY revision_id ORDER BY given_at, id) AS position
               FROM screening_opinion) place
      WHERE place.id = o.id`,
    `ALTER TABLE screening_opinion
       ALTER COLUMN position SET NOT NULL,
       ADD CONSTRAINT screening_opinion_in_order UNIQUE (revision_id, position),
       ADD CONSTRAINT screening_opinion_counted_from_one CHECK (position > 0)`,
    'ALTER TABLE person_consent ADD COLUMN position integer',
    'ALTER TABLE person_consent DISABLE TRIGGER USER',
    `UPDATE person_consent c SET position = place.position
       FROM (SELECT id, row_number() OVER (PARTITION BY person_id, kind ORDER BY at, id) AS position
               FROM person_consent) place
      WHERE place.id = c.id`,
    'ALTER TABLE person_consent ENABLE TRIGGER USER',
    'DROP INDEX person_consent_of_person',
    `ALTER TABLE person_consent
       ALTER COLUMN position SET NOT NULL,
       ADD CONSTRAINT person_consent_in_order UNIQUE (person_id, kind, position),
       ADD CONSTRAINT person_consent_counted_from_one CHECK (position > 0)`,
  ];
}
