import { Module } from '@nestjs/common';
import { SittingsModule } from '../sittings/sittings.module.js';
import { MySittingsPages } from './my-sittings.pages.js';
import { MySittingsReader } from './my-sittings.reader.js';

@Module({ imports: [SittingsModule], controllers: [MySittingsPages], providers: [MySittingsReader] })
export class MySittingsModule {}
