import { Module } from '@nestjs/common';
import { ScreeningModule } from './screening/screening.module.js';
import { DatedRegisterModule } from './dated-register/dated-register.module.js';
import { CheckingModule } from './checking/checking.module.js';
import { RelationsModule } from './relations/relations.module.js';
import { WritingModule } from './writing/writing.module.js';
import { FilesModule } from './files/files.module.js';
import { RegisterModule } from './register/register.module.js';
import { RevisionsModule } from './revisions/revisions.module.js';
import { EntriesModule } from './entries/entries.module.js';

/** The rooms of entries, from the top down. */
const rooms = [
  ScreeningModule,
  DatedRegisterModule,
  CheckingModule,
  RelationsModule,
  WritingModule,
  FilesModule,
  RegisterModule,
  RevisionsModule,
  EntriesModule,
];

@Module({ imports: rooms, exports: rooms })
export class SubmissionsModule {}
