import { Module } from '@nestjs/common';
import { WritingModule } from '../writing/writing.module.js';
import { ContinuingPages } from './continuing.pages.js';
import { ContinuingService } from './continuing.service.js';

@Module({
  imports: [WritingModule],
  controllers: [ContinuingPages],
  providers: [ContinuingService],
})
export class ContinuingModule {}
