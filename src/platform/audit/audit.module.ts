import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditRecord } from './audit-record.entity.js';
import { AuditSeal } from './audit-seal.entity.js';
import { AuditChain } from './audit-chain.js';
import { AuditSealer } from './audit-sealer.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuditRecord, AuditSeal])],
  providers: [AuditChain, AuditSealer],
  exports: [AuditChain, AuditSealer],
})
export class AuditModule {}
