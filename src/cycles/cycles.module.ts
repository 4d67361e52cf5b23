import { Module } from '@nestjs/common';
import { WaysInModule } from './ways-in/ways-in.module.js';
import { ConsentsModule } from './consents/consents.module.js';
import { YearModule } from './year/year.module.js';
import { BodiesModule } from './bodies/bodies.module.js';
import { CountingModule } from './counting/counting.module.js';
import { RegulationModule } from './regulation/regulation.module.js';
import { CriteriaModule } from './criteria/criteria.module.js';
import { NominationEditorModule } from './nomination-editor/nomination-editor.module.js';
import { FormsModule } from './forms/forms.module.js';
import { NominationsModule } from './nominations/nominations.module.js';
import { StagesModule } from './stages/stages.module.js';
import { EditionsModule } from './editions/editions.module.js';
import { CycleModule } from './cycle/cycle.module.js';
import { ReferenceModule } from './reference/reference.module.js';

/** The rooms of a year's competition, from the top down. */
const rooms = [
  WaysInModule,
  ConsentsModule,
  YearModule,
  BodiesModule,
  CountingModule,
  RegulationModule,
  CriteriaModule,
  NominationEditorModule,
  FormsModule,
  NominationsModule,
  StagesModule,
  EditionsModule,
  CycleModule,
  ReferenceModule,
];

@Module({ imports: rooms, exports: rooms })
export class CyclesModule {}
