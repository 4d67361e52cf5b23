import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SignInModule } from '../../accounts/sign-in/sign-in.module.js';
import { CollaboratorInvitation } from './collaborator-invitation.entity.js';
import { Collaborator } from './collaborator.entity.js';
import { CollaboratorsPages } from './collaborators.pages.js';
import { CollaboratorsReader } from './collaborators.reader.js';
import { CollaboratorsService } from './collaborators.service.js';
import { EntryInvitationsPages } from './entry-invitations.pages.js';
import { Handover } from './handover.entity.js';
import { HandoversService } from './handovers.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Collaborator, CollaboratorInvitation, Handover]), SignInModule],
  controllers: [CollaboratorsPages, EntryInvitationsPages],
  providers: [CollaboratorsReader, CollaboratorsService, HandoversService],
  exports: [CollaboratorsReader, CollaboratorsService],
})
export class CollaboratorsModule {}
