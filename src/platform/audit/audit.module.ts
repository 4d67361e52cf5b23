import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditRecord } from './audit-record.entity.js';
import { AuditSeal } from './audit-seal.entity.js';
import { AuditChain } from './audit-chain.js';
import { AuditSealLoop } from './audit-seal-loop.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuditRecord, AuditSeal])],
  providers: [AuditChain, AuditSealLoop],
  exports: [AuditChain, AuditSealLoop],
})
export class AuditModule {}
