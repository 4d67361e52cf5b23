import type { EntityManager } from 'typeorm';
import { Region } from './region.entity.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { CalendarYear } from './calendar-year.entity.js';

export function listRegions(em: EntityManager): Promise<Region[]> {
  return em.find(Region, { order: { nameRu: 'ASC' } });
}

export async function getRegion(em: EntityManager, code: string): Promise<Region> {
  const region = await em.findOneBy(Region, { code });
  if (!region) throw new Refusal({ code: 'not-found' });
  return region;
}

export function listCalendar(em: EntityManager): Promise<CalendarYear[]> {
  return em.find(CalendarYear, { order: { year: 'ASC' } });
}
