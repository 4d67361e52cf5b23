import { SchemaPart, sqlFunction } from './schema-part.js';

/** Every change of what a ranking counts is marked, so that a page knows without counting whether a ranking still holds. */
export class RankingMarks1780000000016 extends SchemaPart {
  readonly statements = [
    // By nomination, or by cycle for what may concern all of them: the version of its inputs is the sum of its rows.
    `CREATE TABLE ranking_mark (
      scope uuid NOT NULL,
      marks bigint NOT NULL
    )`,
    'CREATE INDEX ranking_mark_of_scope ON ranking_mark (scope)',
    // The versions of what a ranking was computed from; a ranking of before says nothing of it.
    'ALTER TABLE ranking ADD COLUMN seen text',
    sqlFunction('rankings/mark_nomination'),
    ...marked('award', "outcome = 'regional-laureate'"),
    ...marked('not_awarded', "outcome = 'regional-laureate'"),
    ...marked('entry_withdrawal'),
    ...marked('open_vote'),
    ...marked('body_ballots'),
    ...marked('correction', "state = 'applied'"),
    ...marked('public_vote', "state = 'counted'"),
    sqlFunction('rankings/mark_entry'),
    sqlFunction('rankings/mark_sheet'),
    sqlFunction('rankings/mark_assigned'),
    sqlFunction('rankings/mark_cross_reviews'),
    ...markedForCycle('cross_review_duty'),
    ...markedForCycle('cross_review'),
  ];
}

/** Rows that name their nomination; with a condition only those that meet it, before or after. */
function marked(table: string, condition?: string): string[] {
  const when = (...rows: string[]) =>
    condition ? `WHEN (${rows.map((row) => `${row}.${condition}`).join(' OR ')})` : '';
  return [
    `CREATE TRIGGER ${table}_marked_new AFTER INSERT ON ${table}
       FOR EACH ROW ${when('NEW')} EXECUTE FUNCTION mark_nomination()`,
    `CREATE TRIGGER ${table}_marked_changed AFTER UPDATE ON ${table}
       FOR EACH ROW ${when('OLD', 'NEW')} EXECUTE FUNCTION mark_nomination()`,
    `CREATE TRIGGER ${table}_marked_gone AFTER DELETE ON ${table}
       FOR EACH ROW ${when('OLD')} EXECUTE FUNCTION mark_nomination()`,
  ];
}

function markedForCycle(table: string): string[] {
  const events = [
    ['new', 'INSERT', 'NEW'],
    ['changed', 'UPDATE', 'NEW'],
    ['gone', 'DELETE', 'OLD'],
  ];
  return events.map(
    ([name, event, rows]) =>
      `CREATE TRIGGER ${table}_marked_${name} AFTER ${event} ON ${table} REFERENCING ${rows} TABLE AS touched_rows
         FOR EACH STATEMENT EXECUTE FUNCTION mark_cross_reviews()`,
  );
}
