/**
 * Whether the database could not do its work for a reason of its own: it cannot be reached, is starting or stopping, has no
 * connection left or no room. The same request may well succeed later. Source: PostgreSQL, appendix A (error codes).
 */
export function isUnavailable(error: unknown): boolean {
  for (let one = error, depth = 0; isObject(one) && depth < 5; one = one['cause'], depth += 1) {
    const { code, message, syscall } = one;
    if (typeof code === 'string' && (ofConnection.has(code) || /^(08|53|57P|58)/.test(code))) return true;
    // No socket to connect to; a file that is missing is another matter.
    if (code === 'ENOENT' && syscall === 'connect') return true;
    if (typeof message === 'string' && ofDriver.test(message)) return true;
  }
  return false;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const ofConnection = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
/** The driver's own complaints have no code. */
const ofDriver =
  /^(Connection terminated|Client has encountered a connection error|timeout (expired|exceeded when trying to connect))|is not queryable/;

/** Whether the database had no room left for what it was to write (`disk_full`). */
export const isOutOfRoom = (error: unknown): boolean => isObject(error) && error['code'] === '53100';
