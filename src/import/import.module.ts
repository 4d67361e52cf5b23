import { Module } from '@nestjs/common';
import { ImportService } from './import.service.js';

@Module({ providers: [ImportService] })
export class ImportModule {}
