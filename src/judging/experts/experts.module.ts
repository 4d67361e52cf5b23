import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SignInModule } from '../../accounts/sign-in/sign-in.module.js';
import { ExpertConsent } from './expert-consent.entity.js';
import { ExpertProfile } from './expert-profile.entity.js';
import { Expert } from './expert.entity.js';
import { JuryInvitationPages } from './jury-invitation.pages.js';
import { ProfilePages } from './profile.pages.js';
import { ExpertProfilesService } from './expert-profiles.service.js';
import { ExpertsReader } from './experts.reader.js';
import { ExpertsService } from './experts.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ExpertConsent, ExpertProfile, Expert]), SignInModule],
  controllers: [JuryInvitationPages, ProfilePages],
  providers: [ExpertProfilesService, ExpertsReader, ExpertsService],
  exports: [ExpertProfilesService, ExpertsReader, ExpertsService],
})
export class ExpertsModule {}
