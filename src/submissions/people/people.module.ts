import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConsentsPages } from './consents.pages.js';
import { PeoplePages } from './people.pages.js';
import { PeopleService } from './people.service.js';
import { PersonConsent } from './person-consent.entity.js';
import { PracticePerson } from './practice-person.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([PracticePerson, PersonConsent])],
  controllers: [PeoplePages, ConsentsPages],
  providers: [PeopleService],
})
export class PeopleModule {}
