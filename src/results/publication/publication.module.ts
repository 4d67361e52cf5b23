import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Certificate } from './certificate.entity.js';
import { Publication } from './publication.entity.js';
import { ProtocolsModule } from '../protocols/protocols.module.js';
import { AccessModule } from '../access/access.module.js';
import { PublicationPages } from './publication.pages.js';
import { PublicationsController } from './publications.controller.js';
import { PublicationReader } from './publication.reader.js';
import { PublicationsService } from './publications.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Certificate, Publication]), ProtocolsModule, AccessModule],
  controllers: [PublicationPages, PublicationsController],
  providers: [PublicationReader, PublicationsService],
})
export class PublicationModule {}
