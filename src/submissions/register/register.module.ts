import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RegisterCounter } from './register-counter.entity.js';

@Module({ imports: [TypeOrmModule.forFeature([RegisterCounter])] })
export class RegisterModule {}
