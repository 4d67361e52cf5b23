import { Module } from '@nestjs/common';
import { CollaboratorsModule } from '../collaborators/collaborators.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { BehalfController } from './behalf.controller.js';
import { BehalfPages } from './behalf.pages.js';
import { BehalfReader } from './behalf.reader.js';
import { BehalfService } from './behalf.service.js';

@Module({
  imports: [CollaboratorsModule, WritingModule],
  controllers: [BehalfController, BehalfPages],
  providers: [BehalfReader, BehalfService],
})
export class BehalfModule {}
