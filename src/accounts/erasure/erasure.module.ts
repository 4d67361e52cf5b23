import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ErasurePages } from './erasure.pages.js';
import { ErasureRequest } from './erasure-request.entity.js';
import { ErasureService } from './erasure.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ErasureRequest])],
  controllers: [ErasurePages],
  providers: [ErasureService],
  exports: [ErasureService],
})
export class ErasureModule {}
