import { currentContext } from './request-context.js';

/**
 * So long a request may take and still be judged by its arrival. It bounds what a sender gains by sending the head of a
 * request in time and the rest late, and is longer than any wait for a connection or a lock.
 */
export const longestWorkMs = 60_000;

/**
 * The one clock. Rules get instants from it inside the transaction; nothing else asks the system for the time.
 * The shift is zero but in the demonstration and in rehearsals, where every page shows it.
 */
export class Clock {
  private shiftMs = 0;

  /**
   * The instant at which a request is judged is that of its arrival, wherever it has waited since: whoever pressed the button
   * in time is not late because of others. Outside a request, and after {@link longestWorkMs}, it is the time of day.
   */
  now(): Date {
    const system = this.system();
    const { arrivedAt } = currentContext();
    const isJudgedByArrival = arrivedAt !== undefined && arrivedAt <= system && system - arrivedAt <= longestWorkMs;
    return new Date((isJudgedByArrival ? arrivedAt : system) + this.shiftMs);
  }

  /** When what is judged now began: the arrival of the request, however long ago. */
  begun(): Date {
    const system = this.system();
    const { arrivedAt = system } = currentContext();
    return new Date(Math.min(arrivedAt, system) + this.shiftMs);
  }

  /**
   * What is kept of a request whose head has just been read, after it had lain unread for so long: whole milliseconds, in favour
   * of the sender. Where a proxy had it before, `handedOver` says when, of the instant that is now.
   */
  arrival(unreadMs = 0, handedOver: (now: number) => number | null = () => null): number {
    const read = this.system();
    return Math.min(read - Math.ceil(unreadMs), handedOver(read) ?? read);
  }

  get shift(): number {
    return this.shiftMs;
  }

  get isShifted(): boolean {
    return this.shiftMs !== 0;
  }

  /** Milliseconds to add to the system's time. */
  setShift(shiftMs: number): void {
    this.shiftMs = Math.round(shiftMs);
  }

  /** Milliseconds since 1970, without the shift. */
  protected system(): number {
    return Date.now();
  }
}

/** A clock that stands until it is moved: for tests. */
export class StoppedClock extends Clock {
  constructor(private instant: Date) {
    super();
  }

  moveTo(instant: Date | string): void {
    this.instant = new Date(instant);
  }

  advance(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds);
  }

  protected override system(): number {
    return this.instant.getTime();
  }

  /** A clock that stands does not tell how long anything has lain. */
  override arrival(_unreadMs?: number, handedOver?: (now: number) => number | null): number {
    return super.arrival(0, handedOver);
  }
}
