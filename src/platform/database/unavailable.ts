/**
 * Whether the database could not do its work for a reason of its own: it cannot be reached, is starting or stopping, has no
 * connection left or no room. The same request may well succeed later. Source: PostgreSQL, appendix A (error codes).
 */
export function isUnavailable(error: unknown): boolean {
  for (let one: unknown = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) {
    const { code } = one as { code?: unknown };
    if (typeof code === 'string' && (ofConnection.has(code) || /^(08|53|57P|58)/.test(code))) return true;
    if (ofDriver.test(one.message)) return true;
  }
  return false;
}

const ofConnection = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
/** The driver's own complaints have no code. */
const ofDriver =
  /^(Connection terminated|Client has encountered a connection error|timeout (expired|exceeded when trying to connect))|is not queryable/;
