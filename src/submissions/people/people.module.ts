import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsentsModule } from '../../cycles/consents/consents.module.js';
import { OwnConsentsPages } from './own-consents.pages.js';
import { ConsentsPages } from './consents.pages.js';
import { PeoplePages } from './people.pages.js';
import { PeopleService } from './people.service.js';
import { PersonConsent } from './person-consent.entity.js';
import { PracticePerson } from './practice-person.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([PracticePerson, PersonConsent]), ConsentsModule],
  controllers: [PeoplePages, OwnConsentsPages, ConsentsPages],
  providers: [PeopleService],
})
export class PeopleModule {}
