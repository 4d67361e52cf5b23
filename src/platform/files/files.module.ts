import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../tokens.js';
import { createFileStore, FILE_STORE } from './file-store.js';
import { StoredFile } from './stored-file.entity.js';
import { BareCopy } from './bare/bare-copy.entity.js';
import { BareCopies } from './bare/bare-copies.js';
import { Files } from './files.js';

@Module({
  imports: [TypeOrmModule.forFeature([StoredFile, BareCopy])],
  providers: [BareCopies, Files, { provide: FILE_STORE, useFactory: createFileStore, inject: [CONFIG] }],
  exports: [BareCopies, Files, FILE_STORE],
})
export class StoredFilesModule {}
