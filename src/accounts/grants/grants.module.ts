import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RoleGrant } from './role-grant.entity.js';
import { RoleGrantsController } from './role-grants.controller.js';
import { GrantsService } from './grants.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([RoleGrant])],
  controllers: [RoleGrantsController],
  providers: [GrantsService],
  exports: [GrantsService],
})
export class GrantsModule {}
