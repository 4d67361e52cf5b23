import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RegisterCounter } from './register-counter.entity.js';
import { RegisterKeeper } from './register-keeper.js';

@Module({
  imports: [TypeOrmModule.forFeature([RegisterCounter])],
  providers: [RegisterKeeper],
  exports: [RegisterKeeper],
})
export class RegisterModule {}
