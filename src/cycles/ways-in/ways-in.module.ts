import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RegulationModule } from '../regulation/regulation.module.js';
import { EntryRulesPages } from './entry-rules.pages.js';
import { RegistrationPages } from './registration.pages.js';
import { Registration } from './registration.entity.js';
import { RegistrationsService } from './registrations.service.js';
import { WayInReader } from './way-in.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([Registration]), RegulationModule],
  controllers: [EntryRulesPages, RegistrationPages],
  providers: [RegistrationsService, WayInReader],
  exports: [RegistrationsService, WayInReader],
})
export class WaysInModule {}
