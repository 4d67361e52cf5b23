import { LetterSender } from '../../src/notifications/letter-sender.js';
import { NotificationsService } from '../../src/notifications/notifications.service.js';
import { OutboxMessage } from '../../src/platform/outbox/outbox-message.entity.js';
import { OutboxRelay } from '../../src/platform/outbox/outbox-relay.js';
import type { TestApp } from './app.js';

/** Writes the letters of a message now, as the relay does; answers with when it comes again, if it does. */
export async function announce(app: TestApp, messageId: string): Promise<Date | null> {
  const message = await app.em.findOneByOrFail(OutboxMessage, { id: messageId });
  const now = app.clock.now();
  const later = await app.db.transaction((tx) => app.nest.get(NotificationsService).tell(tx, [message], now));
  return later.get(messageId) ?? null;
}

/** The relay as the program starts it, without its loop. */
export function relayOf(app: TestApp): OutboxRelay {
  const relay = app.nest.get(OutboxRelay);
  relay.tellBy((tx, messages, now) => app.nest.get(NotificationsService).tell(tx, messages, now));
  return relay;
}

/** Sends one letter, if it waits. */
export const deliver = (app: TestApp, deliveryId: string): Promise<void> => app.nest.get(LetterSender).send(deliveryId);
