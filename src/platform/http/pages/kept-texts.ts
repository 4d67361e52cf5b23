import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock.js';
import { Database } from '../../database/database.js';
import { KeptText } from './kept-text.entity.js';

export interface KeptCopy {
  form: string;
  copyId: string;
  texts: [string, string][] | null;
}

/** What people typed into forms that have no draft of their own, until they send it. */
@Injectable()
export class KeptTexts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  find(userId: string, form: string): Promise<KeptText | null> {
    return this.db.reader.findOneBy(KeptText, { userId, form });
  }

  /** Keeps a copy; without texts it says that the copy was sent. A copy that was sent is not kept again. */
  async keep(userId: string, { form, copyId, texts }: KeptCopy): Promise<void> {
    await this.db.reader.query(
      `INSERT INTO kept_text AS kept (user_id, form, copy_id, texts, saved_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (user_id, form) DO UPDATE
          SET copy_id = excluded.copy_id, texts = excluded.texts, saved_at = excluded.saved_at
        WHERE kept.texts IS NOT NULL OR kept.copy_id <> excluded.copy_id`,
      [userId, form, copyId, texts && JSON.stringify(texts), this.clock.now()],
    );
  }
}
