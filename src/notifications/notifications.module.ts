import { TypeOrmModule } from '@nestjs/typeorm';
import { Delivery } from './delivery.entity.js';
import { Module } from '@nestjs/common';
import { BroadcastViews } from './broadcasts/broadcast-views.js';
import { Broadcast, BroadcastRecipient, BroadcastRefusal } from './broadcasts/broadcast.entity.js';
import { BroadcastsPages } from './broadcasts/broadcasts.pages.js';
import { BroadcastsService } from './broadcasts/broadcasts.service.js';
import { LetterChoicePages } from './broadcasts/letter-choice.pages.js';
import { LetterRefusalPages } from './broadcasts/letter-refusal.pages.js';
import { RefusalLinks } from './broadcasts/refusal-links.js';
import { RegionLettersPages } from './broadcasts/region-letters.pages.js';
import { RegionsReader } from './broadcasts/regions.reader.js';
import { LetterPreviews } from './letter-previews.js';
import { LetterRenderer } from './letter-renderer.js';
import { LetterSender } from './letter-sender.js';
import { LettersService } from './letters.service.js';
import { NotificationsService } from './notifications.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Delivery, Broadcast, BroadcastRecipient, BroadcastRefusal])],
  controllers: [BroadcastsPages, RegionLettersPages, LetterChoicePages, LetterRefusalPages],
  providers: [
    BroadcastsService,
    BroadcastViews,
    RegionsReader,
    RefusalLinks,
    LetterPreviews,
    LetterRenderer,
    LettersService,
    LetterSender,
    NotificationsService,
  ],
  exports: [LetterPreviews, LettersService, LetterSender, NotificationsService],
})
export class NotificationsModule {}
