import { Module } from '@nestjs/common';
import { PlansModule } from '../plans/plans.module.js';
import { DeparturesService } from './departures.service.js';
import { VacanciesService } from './vacancies.service.js';

@Module({
  imports: [PlansModule],
  providers: [DeparturesService, VacanciesService],
  exports: [DeparturesService, VacanciesService],
})
export class VacanciesModule {}
