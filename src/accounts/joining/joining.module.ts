import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JoiningPages } from './joining.pages.js';
import { JoiningService } from './joining.service.js';
import { MembershipRequest } from './membership-request.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([MembershipRequest])],
  controllers: [JoiningPages],
  providers: [JoiningService],
  exports: [JoiningService],
})
export class JoiningModule {}
