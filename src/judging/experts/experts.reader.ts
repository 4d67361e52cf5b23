import { Injectable } from '@nestjs/common';
import { listRegions } from '../../cycles/reference/reference.queries.js';
import type { Person } from '../../domain/kernel/actor.js';
import type { ConsentText } from '../../domain/cycles/judging-rules.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { findInvited, getOwnExpert, listKnownSpheres } from './experts.queries.js';
import { missingConsents } from './consents.queries.js';
import type { Expert } from './expert.entity.js';

/** What an expert reads of the own place in a jury: the invitation, what is to be signed, the profile's choices. */
@Injectable()
export class ExpertsReader {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** What the page of an invitation shows; the link of the mail is the only key to it. */
  async invitation(token: string): Promise<{ expert: Expert; consents: ConsentText[]; now: Date }> {
    const expert = await findInvited(this.db.reader, token);
    return { expert, consents: await missingConsents(this.db.reader, expert), now: this.clock.now() };
  }

  /** What the regulation asks the expert to sign and is not signed yet. */
  async consents(actor: Person, expertId: string): Promise<{ expert: Expert; consents: ConsentText[] }> {
    const expert = await this.ownExpert(actor, expertId);
    return { expert, consents: await missingConsents(this.db.reader, expert) };
  }

  /** An accepted place of the person's own. */
  ownExpert(actor: Person, expertId: string): Promise<Expert> {
    return getOwnExpert(this.db.reader, actor.userId, expertId);
  }

  async regionOptions(locale: 'ru' | 'en'): Promise<{ value: string; label: string }[]> {
    const regions = await listRegions(this.db.reader);
    return regions.map(({ code, nameRu, nameEn }) => ({ value: code, label: locale === 'en' ? nameEn : nameRu }));
  }

  /** The spheres that nominations ask for now, as a hint to experts. */
  knownSpheres(): Promise<string> {
    return listKnownSpheres(this.db.reader).then((spheres) => spheres.join(', '));
  }
}
