import { TypeOrmModule } from '@nestjs/typeorm';
import { Practice } from './practice.entity.js';
import { Module } from '@nestjs/common';
import { WritingModule } from '../submissions/writing/writing.module.js';
import { ReplicaController } from './replica.controller.js';
import { ReplicaPages } from './replica.pages.js';
import { ReplicaService } from './replica.service.js';
import { LibraryController } from './library.controller.js';
import { LibraryPages } from './library.pages.js';
import { LibraryReader } from './library.reader.js';
import { LibraryService } from './library.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Practice]), WritingModule],
  controllers: [LibraryController, ReplicaController, LibraryPages, ReplicaPages],
  providers: [LibraryService, LibraryReader, ReplicaService],
  exports: [LibraryService, LibraryReader],
})
export class LibraryModule {}
