import type { EntityManager } from 'typeorm';
import { User } from './user.entity.js';
import { mailAddressFrom } from '../../platform/http/fields.js';
import { Refusal } from '../../domain/kernel/refusal.js';

/** The one spelling in which an address is kept; what is none stays as it was typed, and is nobody's. */
export const plainEmail = (email: string): string => mailAddressFrom(email) ?? email.trim().toLowerCase();

export function findUserByEmail(em: EntityManager, email: string): Promise<User | null> {
  return em.findOneBy(User, { email: plainEmail(email) });
}

export async function getUser(em: EntityManager, id: string): Promise<User> {
  const user = await em.findOneBy(User, { id });
  if (!user) throw new Refusal({ code: 'not-found' });
  return user;
}

/** Whether this database was made as the demonstration: its accounts have passwords that everybody knows. */
export function holdsDemonstration(em: EntityManager): Promise<boolean> {
  return em.existsBy(User, { email: 'organizer@laureat.test' });
}
