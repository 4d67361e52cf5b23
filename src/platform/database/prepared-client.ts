import { createHash } from 'node:crypto';
import pg from 'pg';

/** So many different statements are prepared by a connection; what comes after is parsed each time. */
const mostStatements = 1000;
/** A statement is worth a name when it comes again: lists of varying length would fill the names otherwise. */
const mostCandidates = 4000;
const longestStatement = 16_384;

const names = new Map<string, string>();
const candidates = new Set<string>();

/** The name under which a statement is prepared, from its second time on; the same in every process and connection. */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostStatements || text.length > longestStatement) return known;
  if (!candidates.delete(text)) {
    if (candidates.size >= mostCandidates) candidates.clear();
    candidates.add(text);
    return undefined;
  }
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
  names.set(text, name);
  return name;
}

/**
 * A connection that prepares what it is asked repeatedly, so that PostgreSQL parses and plans a statement once and not at
 * every request. TypeORM hands over text and values only: the name is given here, for all statements alike.
 * Behind a pooler of transactions this needs one that keeps prepared statements (PgBouncer 1.21 or newer).
 */
export class PreparedClient extends pg.Client {
  // pg has many forms of calling; all but text with values pass through as they are.
  override query(...args: unknown[]): never {
    const [text, values, ...rest] = args;
    const ask = super.query.bind(this) as (...all: unknown[]) => never;
    const name = typeof text === 'string' && Array.isArray(values) ? statementName(text) : undefined;
    return name === undefined ? ask(...args) : ask({ name, text, values }, ...rest);
  }
}
