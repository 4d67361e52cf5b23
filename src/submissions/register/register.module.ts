import { Module } from '@nestjs/common';
import { LateRefusal } from './late-refusal.entity.js';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RegisterCounter } from './register-counter.entity.js';
import { WordsKeeper } from './words-keeper.js';

@Module({
  imports: [TypeOrmModule.forFeature([LateRefusal, RegisterCounter])],
  providers: [WordsKeeper],
  exports: [WordsKeeper],
})
export class RegisterModule {}
