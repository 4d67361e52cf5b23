import { TypeOrmModule } from '@nestjs/typeorm';
import { Delivery } from './delivery.entity.js';
import { Module } from '@nestjs/common';
import { LetterPreviews } from './letter-previews.js';
import { LetterRenderer } from './letter-renderer.js';
import { LetterSender } from './letter-sender.js';
import { LettersService } from './letters.service.js';
import { NotificationsService } from './notifications.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Delivery])],
  providers: [LetterPreviews, LetterRenderer, LettersService, LetterSender, NotificationsService],
  exports: [LetterPreviews, LettersService, LetterSender, NotificationsService],
})
export class NotificationsModule {}
