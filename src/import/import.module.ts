import { Module } from '@nestjs/common';
import { ImportPages } from './import.pages.js';
import { ImportService } from './import.service.js';

@Module({ controllers: [ImportPages], providers: [ImportService] })
export class ImportModule {}
