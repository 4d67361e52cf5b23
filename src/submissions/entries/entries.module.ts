import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EntryOrigin } from './entry-origin.entity.js';
import { SubmissionDraft } from './submission-draft.entity.js';
import { Submission } from './submission.entity.js';

@Module({ imports: [TypeOrmModule.forFeature([Submission, SubmissionDraft, EntryOrigin])] })
export class EntriesModule {}
