import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EvaluationVersion } from './evaluation-version.entity.js';
import { SheetReopening } from './sheet-reopening.entity.js';
import { SheetRestorationApproval } from './sheet-restoration-approval.entity.js';
import { SheetHistoryController } from './sheet-history.controller.js';
import { SheetHistoryPages } from './sheet-history.pages.js';
import { SheetHistoryService } from './sheet-history.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([EvaluationVersion, SheetReopening, SheetRestorationApproval])],
  controllers: [SheetHistoryController, SheetHistoryPages],
  providers: [SheetHistoryService],
  exports: [SheetHistoryService],
})
export class HistoryModule {}
