import type { FastifyRequest } from 'fastify';
import { cycleSide } from '../../cycles/stages/cycle-navigation.js';
import { phaseStrip } from '../../platform/web/phase-strip.js';
import type { BehalfRooms } from './behalf.reader.js';

export function frameModel({ setup, rooms, now }: BehalfRooms, request: FastifyRequest) {
  const { cycle, stages } = setup;
  const { locale, timeZone } = request;
  return {
    side: cycleSide(request, cycle.id, 'register'),
    strip: phaseStrip({ stages: [...stages], now, timeZone, locale, cycleZone: cycle.timeZone }),
    registerHref: `/cycles/${cycle.id}/register`,
    isOpen: rooms.some(({ isOpen }) => isOpen),
  };
}

/** A nomination that takes no entries now can be read and not chosen. */
export const roomOptions = ({ rooms }: BehalfRooms) =>
  rooms.map(({ nomination, isOpen }) => ({
    value: nomination.id,
    label: nomination.title,
    hint: nomination.description,
    disabled: !isOpen,
  }));
