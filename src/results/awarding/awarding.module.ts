import { Module } from '@nestjs/common';
import { AwardsModule } from '../awards/awards.module.js';
import { AwardsController } from './awards.controller.js';
import { AwardsService } from './awards.service.js';

@Module({
  imports: [AwardsModule],
  controllers: [AwardsController],
  providers: [AwardsService],
  exports: [AwardsService],
})
export class AwardingModule {}
