import { Global, Module } from '@nestjs/common';
import { IDENTITY_RESOLVER } from '../platform/http/request.js';
import { IdentitiesService } from './identities.service.js';
import { SignInPages } from './sign-in.pages.js';
import { SignInService } from './sign-in.service.js';

@Global()
@Module({
  controllers: [SignInPages],
  providers: [SignInService, IdentitiesService, { provide: IDENTITY_RESOLVER, useExisting: IdentitiesService }],
  exports: [SignInService, IdentitiesService, IDENTITY_RESOLVER],
})
export class AccountsModule {}
