import { Module } from '@nestjs/common';
import { EvaluationsService } from './evaluations.service.js';

@Module({
  providers: [EvaluationsService],
  exports: [EvaluationsService],
})
export class WritingModule {}
