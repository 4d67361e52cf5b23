import type { EntityManager } from 'typeorm';
import type { OutboxMessage } from '../platform/outbox/outbox-message.entity.js';
import { accountNews } from './account.news.js';
import { crossReviewNews } from './cross-review.news.js';
import { judgingNews } from './judging.news.js';
import type { Letter, LetterWords } from './letter.js';
import { resultNews } from './result.news.js';
import { sheetNews } from './sheet.news.js';
import { stageNews } from './stage.news.js';
import { voteNews } from './vote.news.js';
import { submissionNews } from './submission.news.js';

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
  /** Whose sealed token the letter's link carries. */
  secretOf?: string;
  recipients: Recipient[];
}

/** One kind of news: who hears it and what they read. */
export interface News {
  /** Nobody hears of it before. */
  notBefore?(em: EntityManager, message: OutboxMessage): Promise<Date | null>;
  /** Who hears it now, with the facts as they stand; null when it has become pointless. */
  audience(em: EntityManager, message: OutboxMessage, now: Date): Promise<Audience | null>;
  letter(facts: never, words: LetterWords): Letter;
}

/** Event → who hears what. Events that are not here are told to nobody by mail. */
export const news: Readonly<Record<string, News>> = {
  ...accountNews,
  ...submissionNews,
  ...judgingNews,
  ...crossReviewNews,
  ...sheetNews,
  ...stageNews,
  ...resultNews,
  ...voteNews,
};
