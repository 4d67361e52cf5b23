import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountConsent } from './account-consent.entity.js';
import { AccountConsentsService } from './account-consents.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([AccountConsent])],
  providers: [AccountConsentsService],
  exports: [AccountConsentsService],
})
export class ConsentsModule {}
