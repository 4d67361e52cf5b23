import { Module } from '@nestjs/common';
import { ProtocolsModule } from '../protocols/protocols.module.js';
import { AwardingModule } from '../awarding/awarding.module.js';
import { MeetingsModule } from '../meetings/meetings.module.js';
import { RegionalController } from './regional.controller.js';
import { RegionalPages } from './regional.pages.js';
import { RegionalService } from './regional.service.js';

@Module({
  imports: [ProtocolsModule, AwardingModule, MeetingsModule],
  controllers: [RegionalController, RegionalPages],
  providers: [RegionalService],
})
export class RegionalModule {}
