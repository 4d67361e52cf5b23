import { Refusal } from '../kernel/refusal.js';

export const stageKinds = [
  'intake',
  'screening',
  'regional',
  'cross-review',
  'voting',
  'review',
  'board',
  'publication',
  'appeals',
] as const;
export type StageKind = (typeof stageKinds)[number];

/** A half-open window `[opensAt, closesAt)`: the closing instant itself is outside. */
export interface Window {
  opensAt: Date;
  closesAt: Date;
}

export interface StageWindow extends Window {
  kind: StageKind;
}

/** Design §3.2: open means `opensAt ≤ now < closesAt`; nothing else, no flag and no job. */
export function isOpen(window: Window, now: Date): boolean {
  return window.opensAt.getTime() <= now.getTime() && now.getTime() < window.closesAt.getTime();
}

/** Refuses with `stage-closed`, naming both times and the zone, when the stage is missing or not open. */
export function mustBeOpen(stage: StageWindow | null, kind: StageKind, now: Date, timeZone: string): StageWindow {
  if (stage && isOpen(stage, now)) return stage;
  throw new Refusal({
    code: 'stage-closed',
    stage: kind,
    opensAt: stage?.opensAt ?? null,
    closesAt: stage?.closesAt ?? null,
    now,
    timeZone,
  });
}

/** The stages open at `now`, in their order; windows may touch or overlap (2019: 15 December in two stages). */
export function openStages<S extends Window>(stages: readonly S[], now: Date): S[] {
  return stages.filter((stage) => isOpen(stage, now));
}

/** Rules §3. A stage ends after it begins. Refuses with `invalid-input`. */
export function mustOpenBeforeItCloses({ opensAt, closesAt }: Window): void {
  if (opensAt >= closesAt)
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/closesAt', rule: 'closes-before-it-opens' }] });
}

/** Stages stand in the order in which they open, then close. */
export function inOrderOfDates<S extends Window>(stages: readonly S[]): S[] {
  return [...stages].sort(
    (a, b) => a.opensAt.getTime() - b.opensAt.getTime() || a.closesAt.getTime() - b.closesAt.getTime(),
  );
}
