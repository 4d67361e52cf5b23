import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Task } from './task.entity.js';
import { Jobs } from './jobs.js';
import { ScheduleRun } from './schedule-run.entity.js';
import { Tasks } from './tasks.js';
import { Timetable } from './timetable.js';

@Module({
  imports: [TypeOrmModule.forFeature([Task, ScheduleRun])],
  providers: [Jobs, Tasks, Timetable],
  exports: [Jobs, Tasks, Timetable],
})
export class JobsModule {}
