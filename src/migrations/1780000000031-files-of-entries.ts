import { SchemaPart } from './schema-part.js';

/** What is frozen is known by its content alone; files have an order and captions. */
export class FilesOfEntries1780000000031 extends SchemaPart {
  readonly statements = [
    'ALTER TABLE submission_revision ADD COLUMN content_form smallint NOT NULL DEFAULT 1',
    'ALTER TABLE submission_revision ADD CONSTRAINT submission_revision_content_form_known CHECK (content_form IN (1, 2))',
    `ALTER TABLE attachment ADD COLUMN caption text NOT NULL DEFAULT '', ADD COLUMN position integer`,
    'ALTER TABLE attachment ADD CONSTRAINT attachment_caption_short CHECK (char_length(caption) <= 300)',
  ];
}
