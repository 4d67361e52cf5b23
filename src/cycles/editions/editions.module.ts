import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RegulationEdition } from './regulation-edition.entity.js';

@Module({ imports: [TypeOrmModule.forFeature([RegulationEdition])] })
export class EditionsModule {}
