import { Module } from '@nestjs/common';
import { PlansModule } from '../plans/plans.module.js';
import { VacanciesModule } from '../vacancies/vacancies.module.js';
import { ExpertsModule } from '../experts/experts.module.js';
import { JuryExpertPages } from './jury-expert.pages.js';
import { JuryListPages } from './jury-list.pages.js';
import { JuriesController } from './juries.controller.js';
import { JuryListReader } from './jury-list.reader.js';

@Module({
  imports: [VacanciesModule, ExpertsModule, PlansModule],
  controllers: [JuryExpertPages, JuryListPages, JuriesController],
  providers: [JuryListReader],
  exports: [JuryListReader],
})
export class JuryListModule {}
