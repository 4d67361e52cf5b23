import { Refusal } from '../domain/kernel/refusal.js';

/** The year of an address; anything else is no page. */
export function yearFrom(text: string): number {
  if (!/^\d{4}$/.test(text)) throw new Refusal({ code: 'not-found' });
  return Number(text);
}

/** The years as tabs of pages under `base`. */
export const yearTabs = (years: number[], current: number, base: string) =>
  years.map((year) => ({ href: `${base}/${year}`, label: String(year), current: year === current }));
