import { Module } from '@nestjs/common';
import { ImportPages } from './import.pages.js';
import { ImportService } from './import.service.js';
import { ImportTasks } from './import-tasks.service.js';

@Module({ controllers: [ImportPages], providers: [ImportService, ImportTasks] })
export class ImportModule {}
