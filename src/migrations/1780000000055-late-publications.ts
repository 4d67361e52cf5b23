import { SchemaPart } from './schema-part.js';

/** Results that are published after their term say why. */
export class LatePublications1780000000055 extends SchemaPart {
  readonly statements = [
    "ALTER TABLE publication ADD CONSTRAINT publication_overdue_has_reason CHECK (snapshot->>'overdue' IS NULL OR reason <> '')",
  ];
}
