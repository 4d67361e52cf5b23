import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { ColleaguesPages } from './colleagues.pages.js';
import { RoleInvitation } from './role-invitation.entity.js';
import { RoleInvitationsController } from './role-invitations.controller.js';
import { RoleInvitationsPages } from './role-invitations.pages.js';
import { RoleInvitationsService } from './role-invitations.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([RoleInvitation]), SignInModule],
  controllers: [ColleaguesPages, RoleInvitationsController, RoleInvitationsPages],
  providers: [RoleInvitationsService],
  exports: [RoleInvitationsService],
})
export class RoleInvitationsModule {}
