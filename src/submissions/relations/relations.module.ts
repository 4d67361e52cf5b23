import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WritingModule } from '../writing/writing.module.js';
import { DeclaredRelation } from './declared-relation.entity.js';
import { StaffConflict } from './staff-conflict.entity.js';
import { RelationsPages } from './relations.pages.js';
import { RelationsService } from './relations.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([DeclaredRelation, StaffConflict]), WritingModule],
  controllers: [RelationsPages],
  providers: [RelationsService],
})
export class RelationsModule {}
