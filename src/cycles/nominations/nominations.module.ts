import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CycleModule } from '../cycle/cycle.module.js';
import { StagesModule } from '../stages/stages.module.js';
import { Nomination } from './nomination.entity.js';
import { NominationsController } from './nominations.controller.js';
import { NominationsReader } from './nominations.reader.js';
import { NominationsService } from './nominations.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Nomination]), CycleModule, StagesModule],
  controllers: [NominationsController],
  providers: [NominationsReader, NominationsService],
  exports: [NominationsReader, NominationsService],
})
export class NominationsModule {}
