import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SecretsModule } from '../secrets/secrets.module.js';
import { AuditHead } from './audit-head.entity.js';
import { AuditHeads } from './audit-heads.js';
import { AuditRecord } from './audit-record.entity.js';
import { AuditSeal } from './audit-seal.entity.js';
import { AuditChain } from './audit-chain.js';
import { AuditSealLoop } from './audit-seal-loop.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuditHead, AuditRecord, AuditSeal]), SecretsModule],
  providers: [AuditChain, AuditHeads, AuditSealLoop],
  exports: [AuditChain, AuditHeads, AuditSealLoop],
})
export class AuditModule {}
