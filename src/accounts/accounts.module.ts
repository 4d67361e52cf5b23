import { Global, Module } from '@nestjs/common';
import { IDENTITY_RESOLVER } from '../platform/http/request.js';
import { AccountPages } from './account/account.pages.js';
import { ApiTokensService } from './account/api-tokens.service.js';
import { ProfileService } from './account/profile.service.js';
import { IdentitiesService } from './identities.service.js';
import { InvitationsController } from './people/invitations.controller.js';
import { InvitationsPages } from './people/invitations.pages.js';
import { InvitationsService } from './people/invitations.service.js';
import { OrganisationsController } from './people/organisations.controller.js';
import { OrganisationsService } from './people/organisations.service.js';
import { PeopleService } from './people/people.service.js';
import { RoleGrantsController } from './people/role-grants.controller.js';
import { UsersController } from './people/users.controller.js';
import { SignInPages } from './sign-in.pages.js';
import { SignInService } from './sign-in.service.js';

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
