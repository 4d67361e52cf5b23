import { Module } from '@nestjs/common';
import { ProtocolsController } from './protocols.controller.js';
import { ProtocolPages } from './protocols.pages.js';
import { ProtocolsService } from './protocols.service.js';

@Module({
  controllers: [ProtocolsController, ProtocolPages],
  providers: [ProtocolsService],
  exports: [ProtocolsService],
})
export class ProtocolsModule {}
