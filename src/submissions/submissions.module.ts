import { Module } from '@nestjs/common';
import { ScreeningModule } from './screening/screening.module.js';
import { ExtendingModule } from './extending/extending.module.js';
import { DatedRegisterModule } from './dated-register/dated-register.module.js';
import { CheckingModule } from './checking/checking.module.js';
import { RelationsModule } from './relations/relations.module.js';
import { BehalfModule } from './behalf/behalf.module.js';
import { ContinuingModule } from './continuing/continuing.module.js';
import { PeopleModule } from './people/people.module.js';
import { PapersModule } from './papers/papers.module.js';
import { DraftsModule } from './drafts/drafts.module.js';
import { WritingModule } from './writing/writing.module.js';
import { QuestionsModule } from './questions/questions.module.js';
import { CollaboratorsModule } from './collaborators/collaborators.module.js';
import { FilesModule } from './files/files.module.js';
import { RegisterModule } from './register/register.module.js';
import { RevisionsModule } from './revisions/revisions.module.js';
import { EntriesModule } from './entries/entries.module.js';

/** The rooms of entries, from the top down. */
const rooms = [
  ScreeningModule,
  ExtendingModule,
  DatedRegisterModule,
  CheckingModule,
  RelationsModule,
  BehalfModule,
  ContinuingModule,
  PeopleModule,
  PapersModule,
  DraftsModule,
  WritingModule,
  QuestionsModule,
  CollaboratorsModule,
  FilesModule,
  RegisterModule,
  RevisionsModule,
  EntriesModule,
];

@Module({ imports: rooms, exports: rooms })
export class SubmissionsModule {}
