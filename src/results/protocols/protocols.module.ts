import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Approval } from './approval.entity.js';
import { Protocol } from './protocol.entity.js';
import { ProtocolsController } from './protocols.controller.js';
import { ProtocolsPages } from './protocols.pages.js';
import { ProtocolsService } from './protocols.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Approval, Protocol])],
  controllers: [ProtocolsController, ProtocolsPages],
  providers: [ProtocolsService],
  exports: [ProtocolsService],
})
export class ProtocolsModule {}
