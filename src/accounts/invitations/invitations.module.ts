import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { Invitation } from './invitation.entity.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsPages } from './invitations.pages.js';
import { InvitationsService } from './invitations.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Invitation]), SignInModule],
  controllers: [InvitationsController, InvitationsPages],
  providers: [InvitationsService],
  exports: [InvitationsService],
})
export class InvitationsModule {}
