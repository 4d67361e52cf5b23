import { Injectable } from '@nestjs/common';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { Sender } from '../../platform/http/request.js';
import { markOf } from '../../platform/http/session-cookie.js';
import { networkOf } from '../../platform/http/throttling/network.js';
import { Throttler } from '../../platform/http/throttling/throttle.js';

const quarter = 15 * 60;
/** Of one person from one network, or from one device in which that person has signed in. */
const perPerson = { attempts: 8, windowSeconds: quarter };
/** Of one network, whoever it is that is tried. */
const perNetwork = { attempts: 60, windowSeconds: quarter };
/** Of one person from all networks together, devices that are known apart. */
const everywhere = { attempts: 50, windowSeconds: 3600 };
const linksFromHere = { attempts: 4, windowSeconds: quarter };
/** Within the life of a link: where no further one goes out, one that is still good lies in the mailbox. */
export const linkMinutes = 20;
const linksEverywhere = { attempts: 6, windowSeconds: linkMinutes * 60 };

/**
 * How often somebody may try to sign in. Who guesses at a person is stopped, in the own network soon and over many networks
 * later; but nobody can shut a person out by guessing: a device in which the person has signed in has a count of its own, and
 * a link by mail is always to be had.
 */
@Injectable()
export class SignInLimits {
  constructor(private readonly throttler: Throttler) {}

  /**
   * Counts a try with a password; gives what is to be done when it was the right one. Refuses with `throttled`, and with
   * `link-needed` where too many networks have tried.
   */
  async countPassword(email: string, { address, known }: Sender): Promise<() => Promise<void>> {
    const device = known?.people.includes(markOf(email)) ? known.id : null;
    if (device) {
      const own = `sign-in person ${email} on ${device}`;
      await this.throttler.attempt(own, perPerson);
      return () => this.throttler.clear(own);
    }
    const network = networkOf(address);
    const [ofNetwork, ofPerson, ofAll] = [
      `sign-in network ${network}`,
      `sign-in person ${email} from ${network}`,
      `sign-in person ${email}`,
    ];
    await this.throttler.attempt(ofNetwork, perNetwork);
    await this.throttler.attempt(ofPerson, perPerson);
    await this.throttler.attempt(ofAll, everywhere).catch((error: unknown) => {
      throw error instanceof Refusal ? new Refusal({ code: 'link-needed' }) : error;
    });
    return async () => {
      await Promise.all([
        this.throttler.clear(ofPerson),
        this.throttler.forgive(ofNetwork),
        this.throttler.forgive(ofAll),
      ]);
    };
  }

  /** Counts that a link is asked for; says whether one is to go out. Refuses with `throttled` who asks again and again. */
  async countLink(email: string, { address }: Sender): Promise<boolean> {
    const network = networkOf(address);
    await this.throttler.attempt(`sign-in link ${email} from ${network}`, linksFromHere);
    await this.throttler.attempt(`sign-in links from ${network}`, perNetwork);
    return this.throttler.attempt(`sign-in link ${email}`, linksEverywhere).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refusal) return false;
        throw error;
      },
    );
  }

  /** A person who is signed in says the password again. */
  countOwnPassword(userId: string): Promise<void> {
    return this.throttler.attempt(`password ${userId}`, perPerson);
  }
}
