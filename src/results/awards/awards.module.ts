import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Award } from './award.entity.js';
import { DecisionBatch } from './decision-batch.entity.js';
import { EntryWithdrawal } from './entry-withdrawal.entity.js';
import { NotAwarded } from './not-awarded.entity.js';
import { AccessModule } from '../access/access.module.js';
import { AwardsReader } from './awards.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([Award, DecisionBatch, EntryWithdrawal, NotAwarded]), AccessModule],
  providers: [AwardsReader],
  exports: [AwardsReader],
})
export class AwardsModule {}
