import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CycleModule } from '../../cycles/cycle/cycle.module.js';
import { StagesModule } from '../../cycles/stages/stages.module.js';
import { ExtensionsController } from './extensions.controller.js';
import { ExtensionsPages } from './extensions.pages.js';
import { ExtensionsReader } from './extensions.reader.js';
import { ExtensionsService } from './extensions.service.js';
import { IntakeExtensionWithdrawal } from './intake-extension-withdrawal.entity.js';
import { IntakeExtension } from './intake-extension.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([IntakeExtension, IntakeExtensionWithdrawal]), CycleModule, StagesModule],
  controllers: [ExtensionsController, ExtensionsPages],
  providers: [ExtensionsReader, ExtensionsService],
  exports: [ExtensionsService],
})
export class ExtendingModule {}
