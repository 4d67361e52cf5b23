import { SchemaPart, sqlFunction } from './schema-part.js';

/** The library is paged by its orders, and counted again only when something of it was written. */
export class LibraryByIndex1780000000014 extends SchemaPart {
  readonly statements = [
    'CREATE INDEX practice_latest ON practice ((-year), title, id)',
    `CREATE INDEX practice_awarded ON practice
       (year DESC, (array_position(ARRAY['winner', 'recommended', 'finalist', 'laureate'], outcome)), nomination, title)
       WHERE outcome <> 'presented'`,
    sqlFunction('cycles/count_setup'),
    ...['practice', 'publication'].flatMap((table) => [
      `CREATE TRIGGER ${table}_counts_setup_new AFTER INSERT ON ${table} REFERENCING NEW TABLE AS touched_rows
         FOR EACH STATEMENT EXECUTE FUNCTION count_setup()`,
      `CREATE TRIGGER ${table}_counts_setup_changed AFTER UPDATE ON ${table} REFERENCING NEW TABLE AS touched_rows
         FOR EACH STATEMENT EXECUTE FUNCTION count_setup()`,
      `CREATE TRIGGER ${table}_counts_setup_gone AFTER DELETE ON ${table} REFERENCING OLD TABLE AS touched_rows
         FOR EACH STATEMENT EXECUTE FUNCTION count_setup()`,
    ]),
  ];
}
