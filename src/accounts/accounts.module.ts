import { Global, Module } from '@nestjs/common';
import { RoleInvitationsModule } from './role-invitations/role-invitations.module.js';
import { JoiningModule } from './joining/joining.module.js';
import { PeopleModule } from './people/people.module.js';
import { ErasureModule } from './erasure/erasure.module.js';
import { AccountModule } from './account/account.module.js';
import { SignInModule } from './sign-in/sign-in.module.js';
import { OrganisationsModule } from './organisations/organisations.module.js';
import { GrantsModule } from './grants/grants.module.js';
import { UsersModule } from './users/users.module.js';

/** The rooms of people and what they may, from the top down. */
const rooms = [
  RoleInvitationsModule,
  JoiningModule,
  PeopleModule,
  ErasureModule,
  AccountModule,
  SignInModule,
  OrganisationsModule,
  GrantsModule,
  UsersModule,
];

/** Global: whoever shows or decides anything asks who the actor is. */
@Global()
@Module({ imports: rooms, exports: rooms })
export class AccountsModule {}
