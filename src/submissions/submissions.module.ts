import { Module } from '@nestjs/common';
import { AttachmentsService } from './files/attachments.service.js';
import { RelationsPages } from './relations/relations.pages.js';
import { RelationsService } from './relations/relations.service.js';
import { ScreeningPages } from './screening/screening.pages.js';
import { ScreeningService } from './screening/screening.service.js';
import { SubmissionsController } from './entries/entries.controller.js';
import { EntryCheckPages } from './writing/entry-check.pages.js';
import { EntryEditPages } from './writing/entry-edit.pages.js';
import { SubmissionsPages } from './entries/entries.pages.js';
import { SubmissionsReader } from './entries/entries.reader.js';
import { SubmissionsService } from './entries/entries.service.js';

@Module({
  controllers: [
    SubmissionsController,
    SubmissionsPages,
    EntryEditPages,
    EntryCheckPages,
    RelationsPages,
    ScreeningPages,
  ],
  providers: [SubmissionsService, RelationsService, ScreeningService, AttachmentsService, SubmissionsReader],
  exports: [SubmissionsService, ScreeningService, AttachmentsService, SubmissionsReader],
})
export class SubmissionsModule {}
