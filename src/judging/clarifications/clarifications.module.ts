import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clarification } from './clarification.entity.js';
import { ClarificationsReader } from './clarifications.reader.js';
import { ClarificationsService } from './clarifications.service.js';
import { EntrantClarificationsPages } from './entrant-clarifications.pages.js';
import { ExpertClarificationsPages } from './expert-clarifications.pages.js';
import { PassingPages } from './passing.pages.js';

@Module({
  imports: [TypeOrmModule.forFeature([Clarification])],
  controllers: [ExpertClarificationsPages, EntrantClarificationsPages, PassingPages],
  providers: [ClarificationsService, ClarificationsReader],
  exports: [ClarificationsReader],
})
export class ClarificationsModule {}
