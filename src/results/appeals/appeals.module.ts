import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Appeal } from './appeal.entity.js';
import { AppealsPages } from './appeals.pages.js';
import { AppealsService } from './appeals.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Appeal])],
  controllers: [AppealsPages],
  providers: [AppealsService],
  exports: [AppealsService],
})
export class AppealsModule {}
