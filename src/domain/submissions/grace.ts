import { isOpen, type StageWindow } from '../cycles/stage.js';

/** What may make a sending count that came after the close. */
export interface GraceFacts {
  minutes: number;
  /** When the sending began: the arrival of the request's head, or of the first part of a file of the entry. */
  begunAt: Date;
}

/** The intake as the rules look at it for an entry; with a grace where one was asked for. */
export type GracedWindow = StageWindow & { grace?: GraceFacts | null };

/**
 * Rules §1. A sending that began while the window was open counts so many minutes after its close. Nobody outside the staff is told
 * of it, and nothing that begins after the close has any of it.
 */
export function withinGrace(window: GracedWindow, now: Date): boolean {
  const { grace, closesAt } = window;
  if (!grace || grace.minutes <= 0 || now < closesAt) return false;
  return isOpen(window, grace.begunAt) && now.getTime() < closesAt.getTime() + grace.minutes * 60_000;
}
