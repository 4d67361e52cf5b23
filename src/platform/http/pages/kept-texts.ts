import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock.js';
import { Database } from '../../database/database.js';
import { KeptText } from './kept-text.entity.js';

export interface KeptCopy {
  form: string;
  copyId: string;
  texts: [string, string][] | null;
}

/** Nobody has more forms open, and no form is sent from more windows before its page is seen again. */
const mostForms = 100;
const mostSent = 20;
/** What one window has sent is not what another is still typing. */
const isOther = 'excluded.texts IS NULL AND kept.copy_id <> excluded.copy_id';

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

  /**
   * Keeps a copy; without texts it says that the copy was sent, after which it is not kept again. Of one person so many forms are
   * kept, the latest.
   */
  async keep(userId: string, { form, copyId, texts }: KeptCopy): Promise<void> {
    await this.db.reader.query(
      `INSERT INTO kept_text AS kept (user_id, form, copy_id, texts, sent, saved_at)
       VALUES ($1, $2, $3, $4::jsonb, CASE WHEN $4::jsonb IS NULL THEN jsonb_build_array($3::text) ELSE '[]' END, $5)
       ON CONFLICT (user_id, form) DO UPDATE
          SET copy_id = CASE WHEN ${isOther} THEN kept.copy_id ELSE excluded.copy_id END,
              texts = CASE WHEN ${isOther} THEN kept.texts ELSE excluded.texts END,
              saved_at = excluded.saved_at,
              sent = jsonb_path_query_array(excluded.sent || kept.sent, '$[0 to ${mostSent - 1}]')
        WHERE NOT kept.sent ? excluded.copy_id`,
      [userId, form, copyId, texts && JSON.stringify(texts), this.clock.now()],
    );
    await this.db.reader.query(
      `DELETE FROM kept_text WHERE user_id = $1 AND form IN (
         SELECT form FROM kept_text WHERE user_id = $1 ORDER BY saved_at DESC OFFSET ${mostForms})`,
      [userId],
    );
  }
}
