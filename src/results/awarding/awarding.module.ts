import { Module } from '@nestjs/common';
import { AwardsModule } from '../awards/awards.module.js';
import { AwardsController } from './awards.controller.js';
import { AwardsService } from './awards.service.js';
import { PutToVoteService } from './put-to-vote.service.js';

@Module({
  imports: [AwardsModule],
  controllers: [AwardsController],
  providers: [AwardsService, PutToVoteService],
  exports: [AwardsService, PutToVoteService],
})
export class AwardingModule {}
