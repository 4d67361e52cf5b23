import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { NominationsModule } from '../nominations/nominations.module.js';
import { StagesModule } from '../stages/stages.module.js';
import { FormVersion } from './form-version.entity.js';
import { FormsController } from './forms.controller.js';
import { FormsReader } from './forms.reader.js';
import { FormsService } from './forms.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([FormVersion]), NominationsModule, StagesModule],
  controllers: [FormsController],
  providers: [FormsReader, FormsService],
  exports: [FormsReader, FormsService],
})
export class FormsModule {}
