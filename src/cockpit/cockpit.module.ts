import { Module } from '@nestjs/common';
import { CyclesModule } from '../cycles/cycles.module.js';
import { JudgingModule } from '../judging/judging.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { ChosenEntriesPages } from './chosen-entries.pages.js';
import { ChosenEntriesReader } from './chosen-entries.reader.js';
import { CockpitPages } from './cockpit.pages.js';
import { CockpitReader } from './cockpit.reader.js';

/** The first page of a cycle for those who run it, and many entries decided at once. It asks every context, and stands on top. */
@Module({
  imports: [CyclesModule, JudgingModule, NotificationsModule, SubmissionsModule],
  controllers: [ChosenEntriesPages, CockpitPages],
  providers: [ChosenEntriesReader, CockpitReader],
})
export class CockpitModule {}
