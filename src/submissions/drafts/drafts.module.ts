import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WritingModule } from '../writing/writing.module.js';
import { DraftReminder } from './draft-reminder.entity.js';
import { DraftsPages } from './drafts.pages.js';
import { DraftsReader } from './drafts.reader.js';
import { RegionEntriesPages } from './region-entries.pages.js';
import { RemindersService } from './reminders.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([DraftReminder]), WritingModule],
  controllers: [DraftsPages, RegionEntriesPages],
  providers: [DraftsReader, RemindersService],
})
export class DraftsModule {}
