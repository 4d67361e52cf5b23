import { assignExperts } from '../dist/domain/assignment/assign-experts.js';

export const name = 'assignment';

/** Conflict-free, even assignment of three experts to each entry: the base case of 2019 and ten times as much. */
export async function run({ figure }) {
  measure(figure, { entries: 1452, experts: 300, capacity: 20 });
  measure(figure, { entries: 15_000, experts: 2000, capacity: 30 });
}

function measure(figure, { entries, experts, capacity }) {
  const belonging = (id, index) => ({ id: `${id}${index}`, regionCode: `R${index % 80}`, organisationId: null });
  const problem = {
    entries: Array.from({ length: entries }, (_, index) => belonging('e', index)),
    experts: Array.from({ length: experts }, (_, index) => ({ ...belonging('x', index), capacity })),
    conflicts: [],
    reviewsPerEntry: 3,
    existing: [],
    seed: 7,
  };
  const startedAt = performance.now();
  assignExperts(problem);
  figure(`${entries} entries × ${experts} experts × 3`, 'ms', performance.now() - startedAt);
}
