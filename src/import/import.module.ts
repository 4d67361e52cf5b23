import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ImportBatch, ImportRow } from './import-batch.entity.js';
import { ImportPages } from './import.pages.js';
import { ImportService } from './import.service.js';
import { ImportTasks } from './import-tasks.service.js';
import { ImportUndo } from './import-undo.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ImportBatch, ImportRow])],
  controllers: [ImportPages],
  providers: [ImportService, ImportTasks, ImportUndo],
})
export class ImportModule {}
