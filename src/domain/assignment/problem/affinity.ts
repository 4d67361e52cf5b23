/** What an expert said of an entry or its nomination. */
export type Wish = 'eager' | 'willing' | 'reluctant';

/** The terms of an affinity, in points; they add up to it. */
export interface AffinityTerms {
  sharedSpheres: string[];
  spheres: number;
  wish: number;
}

const POINTS: Record<Wish, number> = { eager: 2, willing: 0, reluctant: -2 };

/**
 * Rules §8. One point for every sphere of the entry that the expert knows, two more where the expert is eager, two fewer
 * where reluctant; nothing said is `willing`. Whole points, so that sums are exact.
 */
export function affinityOf(
  expert: { spheres?: readonly string[] },
  entry: { spheres?: readonly string[] },
  wish: Wish = 'willing',
): AffinityTerms & { affinity: number } {
  const known = new Set(expert.spheres);
  const sharedSpheres = [...new Set(entry.spheres)].filter((sphere) => known.has(sphere));
  const terms = { sharedSpheres, spheres: sharedSpheres.length, wish: POINTS[wish] };
  return { ...terms, affinity: terms.spheres + terms.wish };
}
