import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Evaluation } from './evaluation.entity.js';
import { SheetRestoration } from './sheet-restoration.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Evaluation, SheetRestoration])],
})
export class SheetsModule {}
