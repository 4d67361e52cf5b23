import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Weighing } from './weighing.entity.js';
import { WorthController } from './worth.controller.js';
import { WeighingsService } from './weighings.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Weighing])],
  controllers: [WorthController],
  providers: [WeighingsService],
  exports: [WeighingsService],
})
export class WeighingModule {}
