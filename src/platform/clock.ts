/**
 * The one clock. Rules get instants from it inside the transaction; nothing else asks the system for the time.
 * The shift is zero but in the demonstration and in rehearsals, where every page shows it.
 */
export class Clock {
  private shiftMs = 0;

  now(): Date {
    return new Date(Date.now() + this.shiftMs);
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
}

/** A clock that stands until it is moved: for tests. */
export class StoppedClock extends Clock {
  constructor(private instant: Date) {
    super();
  }

  override now(): Date {
    return new Date(this.instant.getTime() + this.shift);
  }

  moveTo(instant: Date | string): void {
    this.instant = new Date(instant);
  }

  advance(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds);
  }
}
