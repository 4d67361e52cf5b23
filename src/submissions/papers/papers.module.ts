import { Module } from '@nestjs/common';
import { FormsModule } from '../../cycles/forms/forms.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { BlankPages } from './blank.pages.js';
import { BlankReader } from './blank.reader.js';
import { ContentController } from './content.controller.js';
import { PapersPages } from './papers.pages.js';
import { PapersReader } from './papers.reader.js';

@Module({
  imports: [FormsModule, WritingModule],
  controllers: [PapersPages, BlankPages, ContentController],
  providers: [PapersReader, BlankReader],
})
export class PapersModule {}
