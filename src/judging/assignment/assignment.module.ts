import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssignmentPlan } from './assignment-plan.entity.js';
import { Assignment } from './assignment.entity.js';
import { KeptEntriesController } from './kept-entries.controller.js';
import { KeptEntriesPages } from './kept-entries.pages.js';
import { KeptEntriesReader } from './kept-entries.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([AssignmentPlan, Assignment])],
  controllers: [KeptEntriesController, KeptEntriesPages],
  providers: [KeptEntriesReader],
  exports: [KeptEntriesReader],
})
export class AssignmentModule {}
