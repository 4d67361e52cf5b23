import type { EntityManager } from 'typeorm';
import type { Told } from '../platform/outbox/outbox-message.entity.js';
import type { Letter, LetterWords } from './letter.js';

/** What a letter is made of: plain JSON; instants are texts under names that end in `At`, and come back as dates. */
export type Facts = Record<string, unknown>;

export interface Recipient {
  userId: string | null;
  email: string;
  name: string;
  locale: 'ru' | 'en';
  timeZone: string;
  facts: Facts;
}

export interface Audience {
  cycleId: string | null;
  /** The zone of the cycle, where the letter tells times of it. */
  zone?: string;
  /** Whose sealed token the letter's link carries. */
  secretOf?: string;
  recipients: Recipient[];
}

/** One kind of news: who hears it and what they read. */
export interface News {
  /** To whom it went is not kept once it has gone. */
  forgetsRecipient?: true;
  /** Somebody sits and waits for the letter: it goes before all others. */
  isUrgent?: true;
  /** Nobody hears of it before. */
  notBefore?(em: EntityManager, message: Told): Promise<Date | null>;
  /** Who hears it now, with the facts as they stand; null when it has become pointless. */
  audience(em: EntityManager, message: Told, now: Date): Promise<Audience | null>;
  letter(facts: never, words: LetterWords): Letter;
}
