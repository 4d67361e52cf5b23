import type { Window } from '../cycles/stage.js';

/** Rules §9. The review as it is for one expert: a personal term that ends later holds instead of the stage's end. */
export function reviewFor<Stage extends Window>(review: Stage | null, dueAt: Date | null): Stage | null {
  return review && dueAt && dueAt > review.closesAt ? { ...review, closesAt: dueAt } : review;
}
