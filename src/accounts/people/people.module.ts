import { Module } from '@nestjs/common';
import { UsersController } from './users.controller.js';
import { PeopleService } from './people.service.js';

@Module({ controllers: [UsersController], providers: [PeopleService], exports: [PeopleService] })
export class PeopleModule {}
