import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Meeting } from './meeting.entity.js';
import { AccessModule } from '../access/access.module.js';
import { MeetingsController } from './meetings.controller.js';
import { MeetingsReader } from './meetings.reader.js';
import { MeetingsService } from './meetings.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Meeting]), AccessModule],
  controllers: [MeetingsController],
  providers: [MeetingsReader, MeetingsService],
  exports: [MeetingsReader, MeetingsService],
})
export class MeetingsModule {}
