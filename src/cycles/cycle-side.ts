import type { Translator } from '../platform/web/i18n.js';
import type { SideItem } from '../platform/web/view.js';

/** Side navigation of the organizer's pages of a cycle. */
export function cycleSide(
  t: Translator,
  cycleId: string,
  current: string,
  counts: { screening?: number } = {},
): SideItem[] {
  void t;
  return [
    {
      href: `/cycles/${cycleId}/register`,
      label: 'register',
      current: current === 'register',
      count: counts.screening ?? 0,
    },
  ];
}
