import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Membership } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';
import { OrganisationsController } from './organisations.controller.js';
import { MembershipsService } from './memberships.service.js';
import { OrganisationsService } from './organisations.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Membership, Organisation])],
  controllers: [OrganisationsController],
  providers: [MembershipsService, OrganisationsService],
  exports: [MembershipsService, OrganisationsService],
})
export class OrganisationsModule {}
