import { Global, Module } from '@nestjs/common';
import { IDENTITY_RESOLVER } from '../platform/http/request.js';
import { AccountPages } from './account/account.pages.js';
import { ApiTokensService } from './account/api-tokens.service.js';
import { ProfileService } from './account/profile.service.js';
import { IdentitiesService } from './sign-in/identities.service.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { InvitationsPages } from './invitations/invitations.pages.js';
import { InvitationsService } from './invitations/invitations.service.js';
import { OrganisationsController } from './organisations/organisations.controller.js';
import { OrganisationsService } from './organisations/organisations.service.js';
import { PeopleService } from './users/people.service.js';
import { RoleGrantsController } from './grants/role-grants.controller.js';
import { UsersController } from './users/users.controller.js';
import { SignInPages } from './sign-in/sign-in.pages.js';
import { SignInService } from './sign-in/sign-in.service.js';

const services = [
  ApiTokensService,
  IdentitiesService,
  InvitationsService,
  OrganisationsService,
  PeopleService,
  ProfileService,
  SignInService,
];

@Global()
@Module({
  controllers: [
    AccountPages,
    InvitationsController,
    InvitationsPages,
    OrganisationsController,
    RoleGrantsController,
    SignInPages,
    UsersController,
  ],
  providers: [...services, { provide: IDENTITY_RESOLVER, useExisting: IdentitiesService }],
  exports: [...services, IDENTITY_RESOLVER],
})
export class AccountsModule {}
