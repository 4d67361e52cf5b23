import { Refusal } from '../../kernel/refusal.js';

const hourMs = 3600_000;

/**
 * Rules §13. The instant from which a publication is seen: as asked, or at once where it has just passed while people were
 * reading the list. One that passed more than an hour ago is a slip: refuses `invalid-input`.
 */
export function publicationInstant(asked: Date, now: Date): Date {
  if (asked.getTime() < now.getTime() - hourMs)
    throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/publishAt', rule: 'in-the-past' }] });
  return asked > now ? asked : now;
}

/** Whether a publication may be seen: from its instant on, that instant included. */
export function isPublic(publication: { publishAt: Date }, now: Date): boolean {
  return publication.publishAt.getTime() <= now.getTime();
}

/** Rules §13. Refuses with `before-instant` while the publication must not be shown, counted, sent or found. */
export function mustBePublic(publication: { publishAt: Date }, facts: { now: Date; timeZone: string }): void {
  if (isPublic(publication, facts.now)) return;
  throw new Refusal({ code: 'before-instant', instant: publication.publishAt, ...facts });
}

/** The one to show: of the publications that are public, the one with the highest number. */
export function inForce<P extends { publishAt: Date; number: number }>(
  publications: readonly P[],
  now: Date,
): P | null {
  const shown = publications.filter((publication) => isPublic(publication, now));
  return shown.reduce<P | null>((latest, each) => (latest && latest.number > each.number ? latest : each), null);
}
