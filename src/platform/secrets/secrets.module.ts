import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LinkVault } from './link-vault.js';
import { SealedLink } from './sealed-link.entity.js';
import { Signer } from './signer.js';

@Module({
  imports: [TypeOrmModule.forFeature([SealedLink])],
  providers: [LinkVault, Signer],
  exports: [LinkVault, Signer],
})
export class SecretsModule {}
