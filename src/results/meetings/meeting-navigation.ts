import type { FastifyRequest } from 'fastify';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { actorOf } from '../../platform/http/request.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import type { SideItem } from '../../platform/web/view.js';
import type { Meeting } from './meeting.entity.js';
import { maySeeResults } from '../access/results.policy.js';

type Held = Pick<Meeting, 'id' | 'cycleId' | 'regionCode'>;

/** Beside a sitting: the cycle for its people, the regional stage for those of the region, for others their sittings. */
export function meetingSide(request: FastifyRequest, { cycleId, regionCode }: Held): SideItem[] {
  const actor = actorOf(request);
  const t = translator(request.locale);
  if (maySeeResults(actor, { cycleId })) return cycleSide(request, cycleId, 'decisions');
  if (regionCode !== null && maySeeResults(actor, { cycleId, regionCode })) return regionalSide(cycleId, t);
  return [{ href: '/sittings', label: t('results:seat.title'), icon: 'users', current: true }];
}

/** People of a region have this page of the cycle and no other. */
export function regionalSide(cycleId: string, t: Translator): SideItem[] {
  return [{ href: `/cycles/${cycleId}/regional`, label: t('results:regional.title'), icon: 'map', current: true }];
}

/** Where the decisions of a sitting are made; null for those who only sit. */
export function decisionsOf(actor: Actor, { id, cycleId, regionCode }: Held): string | null {
  if (regionCode !== null && maySeeResults(actor, { cycleId, regionCode }))
    return `/cycles/${cycleId}/regional?region=${regionCode}&meeting=${id}`;
  return maySeeResults(actor, { cycleId }) ? `/cycles/${cycleId}/decisions?meeting=${id}` : null;
}
