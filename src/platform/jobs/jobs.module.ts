import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Task } from './task.entity.js';
import { Jobs } from './jobs.js';
import { Tasks } from './tasks.js';

@Module({ imports: [TypeOrmModule.forFeature([Task])], providers: [Jobs, Tasks], exports: [Jobs, Tasks] })
export class JobsModule {}
