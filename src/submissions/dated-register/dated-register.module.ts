import { Module } from '@nestjs/common';
import { DatedRegisterPages } from './dated-register.pages.js';
import { DatedRegisterReader } from './dated-register.reader.js';

@Module({ controllers: [DatedRegisterPages], providers: [DatedRegisterReader] })
export class DatedRegisterModule {}
