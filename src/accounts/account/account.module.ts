import { Module } from '@nestjs/common';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { AccountPages } from './account.pages.js';
import { ApiTokensService } from './api-tokens.service.js';
import { OwnDataReader } from './own-data.reader.js';
import { ProfileService } from './profile.service.js';

@Module({
  imports: [SignInModule],
  controllers: [AccountPages],
  providers: [ApiTokensService, OwnDataReader, ProfileService],
  exports: [ApiTokensService, ProfileService],
})
export class AccountModule {}
