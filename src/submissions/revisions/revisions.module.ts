import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SubmissionRevision } from './submission-revision.entity.js';

@Module({ imports: [TypeOrmModule.forFeature([SubmissionRevision])] })
export class RevisionsModule {}
