import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DiscussionMessage } from './discussion-message.entity.js';
import { DeliberationPages } from './deliberation.pages.js';
import { DeliberationService } from './deliberation.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([DiscussionMessage])],
  controllers: [DeliberationPages],
  providers: [DeliberationService],
})
export class DeliberationModule {}
