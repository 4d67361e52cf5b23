import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../ids.js';

/** An id that an address or a form names; refuses with `not-found` what is none, as what does not exist. */
export function mustBeId(id: string): string {
  if (!isId(id)) throw new Refusal({ code: 'not-found' });
  return id;
}
