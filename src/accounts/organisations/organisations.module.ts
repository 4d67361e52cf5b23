import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Membership } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';
import { OrganisationsController } from './organisations.controller.js';
import { MembershipsService } from './memberships.service.js';
import { MergingPages } from './merging.pages.js';
import { MergingService } from './merging.service.js';
import { OrganisationsService } from './organisations.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Membership, Organisation])],
  controllers: [MergingPages, OrganisationsController],
  providers: [MembershipsService, MergingService, OrganisationsService],
  exports: [MembershipsService, OrganisationsService],
})
export class OrganisationsModule {}
