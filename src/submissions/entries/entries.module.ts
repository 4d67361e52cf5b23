import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SubmissionDraft } from './submission-draft.entity.js';
import { Submission } from './submission.entity.js';

@Module({ imports: [TypeOrmModule.forFeature([Submission, SubmissionDraft])] })
export class EntriesModule {}
