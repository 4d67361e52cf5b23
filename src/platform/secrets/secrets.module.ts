import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LinkVault } from './link-vault.js';
import { SealedLink } from './sealed-link.entity.js';
import { Signer } from './signer.js';
import { SigningKey } from './signing-key.entity.js';
import { SigningKeys } from './signing-keys.js';

@Module({
  imports: [TypeOrmModule.forFeature([SealedLink, SigningKey])],
  providers: [LinkVault, Signer, SigningKeys],
  exports: [LinkVault, Signer, SigningKeys],
})
export class SecretsModule {}
