import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { deliveryCauses, type DeliveryCause } from '../notifications/delivery-outcome.js';
import { LetterSender } from '../notifications/letter-sender.js';
import { Clock } from '../platform/clock.js';
import { loadConfig } from '../platform/config.js';
import { createLogger, NestLog } from '../platform/logger.js';
import type { Command } from './command.js';

/** Letters that failed, or whose sender died, wait again for a worker. */
export const mailRedriveCommand: Command = {
  summary: 'put letters that failed, are stuck or wait for a further try back into the queue [--cause refused]',
  options: { cause: { type: 'string' } },
  async run({ print, values }) {
    const cause = causeIn(values['cause']);
    const config = loadConfig();
    const logger = createLogger('error');
    const parts = { config, logger, clock: new Clock() };
    const app = await NestFactory.createApplicationContext(AppModule.with(parts), { logger: new NestLog(logger) });
    try {
      const letters = await app.get(LetterSender).redrive(cause);
      print({ letters }, `${letters} letters wait again`);
      return 0;
    } finally {
      await app.close();
    }
  },
};

function causeIn(value: unknown): DeliveryCause | null {
  if (value === undefined) return null;
  const cause = deliveryCauses.find((known) => known === value);
  if (!cause) throw new Error(`--cause takes one of: ${deliveryCauses.join(', ')}`);
  return cause;
}
