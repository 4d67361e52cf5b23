import { TypeOrmModule } from '@nestjs/typeorm';
import { Practice } from './practice.entity.js';
import { Module } from '@nestjs/common';
import { LibraryController } from './library.controller.js';
import { LibraryPages } from './library.pages.js';
import { LibraryReader } from './library.reader.js';
import { LibraryService } from './library.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Practice])],
  controllers: [LibraryController, LibraryPages],
  providers: [LibraryService, LibraryReader],
  exports: [LibraryService, LibraryReader],
})
export class LibraryModule {}
