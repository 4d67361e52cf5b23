import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CalendarYear } from './calendar-year.entity.js';
import { NationalProject } from './national-project.entity.js';
import { Region } from './region.entity.js';

@Module({ imports: [TypeOrmModule.forFeature([CalendarYear, NationalProject, Region])] })
export class ReferenceModule {}
