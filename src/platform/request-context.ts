import { AsyncLocalStorage } from 'node:async_hooks';

/** What log lines and audit records of one request or job have in common. */
export interface RequestContext {
  requestId?: string;
  jobId?: string;
  /** When the request arrived ({@link Clock.arrival}), in milliseconds since 1970 by the system's clock. */
  arrivedAt?: number;
  /** Set by a POST with an Idempotency-Key: the first transaction of the request claims it. */
  idempotency?: { actorId: string; key: string; requestHash: string; claimed: boolean };
}

const storage = new AsyncLocalStorage<RequestContext>();

export const currentContext = (): RequestContext => storage.getStore() ?? {};
export const runInContext = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);
/** Work that goes on beside whoever began it, and belongs to nobody's request. */
export const runOutsideContext = <T>(work: () => T): T => storage.run({}, work);
export const enterContext = (context: RequestContext): void => storage.enterWith(context);
