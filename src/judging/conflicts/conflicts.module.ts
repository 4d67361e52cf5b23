import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Conflict } from './conflict.entity.js';
import { ExpertPreference } from './expert-preference.entity.js';
import { DeclarationPages } from './declaration.pages.js';
import { OrganizerConflictsPages } from './organizer-conflicts.pages.js';
import { ConflictsReader } from './conflicts.reader.js';
import { ConflictsService } from './conflicts.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Conflict, ExpertPreference])],
  controllers: [DeclarationPages, OrganizerConflictsPages],
  providers: [ConflictsReader, ConflictsService],
  exports: [ConflictsReader, ConflictsService],
})
export class ConflictsModule {}
