import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IDENTITY_RESOLVER } from '../../platform/http/request.js';
import { ApiToken } from './api-token.entity.js';
import { Session } from './session.entity.js';
import { SignInLink } from './sign-in-link.entity.js';
import { SignInPages } from './sign-in.pages.js';
import { IdentitiesService } from './identities.service.js';
import { SignInLimits } from './sign-in-limits.js';
import { SignInService } from './sign-in.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ApiToken, Session, SignInLink])],
  controllers: [SignInPages],
  providers: [
    IdentitiesService,
    SignInLimits,
    SignInService,
    { provide: IDENTITY_RESOLVER, useExisting: IdentitiesService },
  ],
  exports: [IdentitiesService, SignInService, IDENTITY_RESOLVER],
})
export class SignInModule {}
