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

type Ask = (...args: unknown[]) => Promise<unknown>;
const begin = 'START TRANSACTION';
const ends = new Set(['COMMIT', 'ROLLBACK']);
const nothing = { rows: [], rowCount: 0, command: '' };

/**
 * A connection that costs the way to the database less often. What it is asked repeatedly it prepares, so that PostgreSQL
 * parses and plans a statement once and not at every request: TypeORM hands over text and values only, the name is given
 * here, for all statements alike. What is asked at once travels in one packet: the beginning of a transaction with its
 * first statement, its end with the last where that is known; a transaction without a statement is never begun.
 * Behind a pooler of transactions this needs one that keeps prepared statements (PgBouncer 1.21 or newer).
 */
export class PreparedClient extends pg.Client {
  private isToBegin = false;
  private isLast = false;
  private ending: Promise<unknown> | null = null;
  private isCorked = false;

  /** Only then two statements are on the way at a time. */
  private get pipelines(): boolean {
    return (this as unknown as { pipeline: boolean }).pipeline;
  }

  // pg has many forms of calling; all but text, with values or without, pass through as they are.
  override query(...args: unknown[]): never {
    const ask = super.query.bind(this) as unknown as Ask;
    const [text, values] = args;
    if (!this.pipelines) return ask(...named(args)) as never;
    if (text === begin && values === undefined) {
      this.isToBegin = true;
      return Promise.resolve(nothing) as never;
    }
    if (this.ending) return this.ended(text) as never;
    // The last statement was announced and never came: the transaction ends by what is asked now.
    if (ends.has(text as string)) this.isLast = false;
    if (this.isToBegin && ends.has(text as string)) {
      this.isToBegin = false;
      return Promise.resolve(nothing) as never;
    }
    this.cork();
    if (this.isToBegin) {
      this.isToBegin = false;
      // Where this fails, the statement behind it fails too, and says so.
      ask(begin).catch(() => undefined);
    }
    const answer = ask(...named(args));
    if (this.isLast) {
      this.isLast = false;
      this.ending = ask('COMMIT');
      this.ending.catch(() => undefined);
    }
    return answer as never;
  }

  /**
   * The transaction ends with the statement that comes next: its COMMIT goes in the same packet. Where the statement
   * fails, PostgreSQL makes a ROLLBACK of it. The COMMIT that is asked for afterwards is this one, and nothing else may be.
   */
  lastComesNext(): void {
    this.isLast = this.pipelines;
  }

  private async ended(text: unknown): Promise<unknown> {
    if (!ends.has(text as string)) throw new Error('a statement after the last one of a transaction');
    const ending = this.ending!;
    this.ending = null;
    const { command } = (await ending) as { command: string };
    if (text === 'COMMIT' && command !== 'COMMIT') throw new Error('a transaction that failed was to be committed');
    return nothing;
  }

  /** What is asked within one tick travels in one packet. */
  private cork(): void {
    if (this.isCorked) return;
    const { stream } = (this as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
    this.isCorked = true;
    stream.cork();
    process.nextTick(() => {
      this.isCorked = false;
      stream.uncork();
    });
  }
}

function named(args: unknown[]): unknown[] {
  const [text, values, ...rest] = args;
  const name = typeof text === 'string' && Array.isArray(values) ? statementName(text) : undefined;
  return name === undefined ? args : [{ name, text, values }, ...rest];
}
