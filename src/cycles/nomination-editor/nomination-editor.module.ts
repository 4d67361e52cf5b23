import { Module } from '@nestjs/common';
import { FormsModule } from '../forms/forms.module.js';
import { NominationsModule } from '../nominations/nominations.module.js';
import { StagesModule } from '../stages/stages.module.js';
import { NominationPages } from './nomination.pages.js';
import { NominationsPages } from './nominations.pages.js';

@Module({
  imports: [FormsModule, NominationsModule, StagesModule],
  controllers: [NominationsPages, NominationPages],
})
export class NominationEditorModule {}
