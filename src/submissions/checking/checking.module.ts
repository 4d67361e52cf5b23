import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CheckingController } from './checking.controller.js';
import { CheckingService } from './checking.service.js';
import { ScreeningMark } from './screening-mark.entity.js';
import { ScreeningOpinion } from './screening-opinion.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([ScreeningMark, ScreeningOpinion])],
  controllers: [CheckingController],
  providers: [CheckingService],
  exports: [CheckingService],
})
export class CheckingModule {}
