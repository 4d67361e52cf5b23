import { Module } from '@nestjs/common';
import { ProtocolsController } from './protocols.controller.js';
import { ProtocolsPages } from './protocols.pages.js';
import { ProtocolsService } from './protocols.service.js';

@Module({
  controllers: [ProtocolsController, ProtocolsPages],
  providers: [ProtocolsService],
  exports: [ProtocolsService],
})
export class ProtocolsModule {}
