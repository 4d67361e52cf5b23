import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RegisterCounter } from './register-counter.entity.js';
import { WordsKeeper } from './words-keeper.js';

@Module({
  imports: [TypeOrmModule.forFeature([RegisterCounter])],
  providers: [WordsKeeper],
  exports: [WordsKeeper],
})
export class RegisterModule {}
