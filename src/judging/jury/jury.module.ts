import { Module } from '@nestjs/common';
import { VacanciesModule } from '../vacancies/vacancies.module.js';
import { ExpertsModule } from '../experts/experts.module.js';
import { ExpertPages } from './expert.pages.js';
import { ExpertsPages } from './experts.pages.js';
import { JuriesController } from './juries.controller.js';
import { JuryReader } from './jury.reader.js';

@Module({
  imports: [VacanciesModule, ExpertsModule],
  controllers: [ExpertPages, ExpertsPages, JuriesController],
  providers: [JuryReader],
  exports: [JuryReader],
})
export class JuryModule {}
