import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG } from '../tokens.js';
import { createFileStore, FILE_STORE } from './file-store.js';
import { StoredFile } from './stored-file.entity.js';
import { BareCopy } from './bare/bare-copy.entity.js';
import { BareCopies } from './bare/bare-copies.js';
import { FileCheck } from './check/file-check.js';
import { FileScan } from './scanning/file-scan.entity.js';
import { FileScans } from './scanning/file-scans.js';
import { createScanner, SCANNER } from './scanning/scanner.js';
import { Files } from './files.js';

@Module({
  imports: [TypeOrmModule.forFeature([StoredFile, BareCopy, FileScan])],
  providers: [
    BareCopies,
    Files,
    FileCheck,
    FileScans,
    { provide: SCANNER, useFactory: createScanner, inject: [CONFIG] },
    { provide: FILE_STORE, useFactory: createFileStore, inject: [CONFIG] },
  ],
  exports: [BareCopies, FileCheck, Files, FileScans, FILE_STORE],
})
export class StoredFilesModule {}
