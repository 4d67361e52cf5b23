import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { LetterSender } from '../notifications/letter-sender.js';
import { Clock } from '../platform/clock.js';
import { loadConfig } from '../platform/config.js';
import { createLogger, NestLog } from '../platform/logger.js';
import type { Command } from './command.js';

/** Letters that failed, or whose sender died, wait again for a worker. */
export const mailRedriveCommand: Command = {
  summary: 'put failed and stuck letters back into the queue',
  async run({ print }) {
    const config = loadConfig();
    const logger = createLogger('error');
    const parts = { config, logger, clock: new Clock() };
    const app = await NestFactory.createApplicationContext(AppModule.with(parts), { logger: new NestLog(logger) });
    try {
      const letters = await app.get(LetterSender).redrive();
      print({ letters }, `${letters} letters wait again`);
      return 0;
    } finally {
      await app.close();
    }
  },
};
