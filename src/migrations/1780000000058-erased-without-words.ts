import { SchemaPart, sqlFunction } from './schema-part.js';

/** Who was erased has no name in any language; their consents in contests are taken back with the others. */
export class ErasedWithoutWords1780000000058 extends SchemaPart {
  readonly statements = [
    sqlFunction('accounts/erase_person'),
    `UPDATE user_account SET name = '–' WHERE name = 'Учётная запись удалена' AND email LIKE 'erased-%@erased.invalid'`,
  ];
}
