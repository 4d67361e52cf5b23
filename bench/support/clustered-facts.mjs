const spheresOf = (nomination) => [`сфера ${nomination}`, `сфера ${nomination % 4}`];
const nominations = 8;
const regions = 85;

/** Numbers from 0 to 1, the same in every run. */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Facts of a cycle as they are in life: few nominations, spheres that many share, so that very many pairs are worth the
 * same; a few regions from which much comes; experts of one to three panels, of whom some have
 * little time, and some live where their employer is not; declared
 * conflicts of one pair in twenty besides those of region and organisation; wishes; least loads; caps where asked.
 */
export function clusteredFacts({ entries, experts, capped = false, seed = 2024 }) {
  const random = randomNumbers(seed);
  const below = (count) => Math.floor(random() * count);
  const region = () => `R${Math.floor(regions * random() ** 2.2)}`;
  const entryList = Array.from({ length: entries }, (_, at) => {
    const nomination = Math.floor(nominations * random() ** 1.3);
    const id = `entry-${String(at).padStart(6, '0')}`;
    return {
      id,
      nominationId: `nomination-${nomination}`,
      spheres: spheresOf(nomination),
      regionCode: region(),
      organisationId: `organisation-${below(entries / 2)}`,
    };
  });
  const employers = Array.from({ length: Math.ceil(experts / 5) }, region);
  const expertList = Array.from({ length: experts }, (_, at) => {
    const first = below(nominations);
    const others = Array.from({ length: below(3) }, () => `сфера ${below(nominations)}`);
    const spheres = new Set([spheresOf(first)[0], ...others]);
    const employer = at % 3 ? below(employers.length) : null;
    const panels = at % 7 === 0 ? [] : [...new Set([first, below(nominations), below(nominations)])];
    return {
      id: `expert-${String(at).padStart(5, '0')}`,
      regionCode: employer === null || at % 10 === 0 ? region() : employers[employer],
      organisationId: employer === null ? null : `employer-${employer}`,
      capacity: at % 10 ? 30 : 12,
      panels: panels.map((panel) => `nomination-${panel}`),
      spheres: [...spheres],
      isOpen: true,
    };
  });
  const pairs = (share) =>
    entryList.flatMap(({ id }) => {
      const chosen = new Set(Array.from({ length: Math.round(experts * share) }, () => below(experts)));
      return [...chosen].map((column) => ({ entryId: id, expertId: expertList[column].id }));
    });
  return {
    entries: entryList,
    experts: expertList,
    conflicts: pairs(0.05).map(({ entryId, expertId }) => ({ submissionId: entryId, expertId, source: 'declared' })),
    wishes: pairs(0.01).map((pair) => ({ ...pair, preference: random() < 0.7 ? 1 : -1 })),
    standing: [],
    ended: [],
    reviewsPerEntry: 3,
    regionIsConflict: true,
    rules: {
      mode: 'match',
      minLoad: 8,
      perRegion: capped ? 1 : null,
      perOrganisation: capped ? 1 : null,
      connected: false,
    },
  };
}
