import { constants, createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Config } from '../config.js';

/** Where bytes live. Two adapters: a folder, or an S3-compatible store. */
export interface FileStore {
  put(key: string, bytes: Readable): Promise<void>;
  get(key: string): Promise<Readable>;
  /** Fails with what is wrong where the store could take no file now. */
  check(): Promise<void>;
}
export const FILE_STORE = Symbol('FILE_STORE');

export function createFileStore(config: Config): FileStore {
  return config.s3 ? new S3FileStore(config.s3) : new FolderFileStore(path.join(config.dataDir, 'files'));
}

/** With less than this a folder is full: the largest upload and what else writes there must still fit. */
const leastFreeBytes = 256 * 2 ** 20;

/** Files in a folder; a file appears under its key only when it is whole. */
export class FolderFileStore implements FileStore {
  constructor(private readonly folder: string) {}

  async put(key: string, bytes: Readable): Promise<void> {
    const target = this.pathOf(key);
    await mkdir(path.dirname(target), { recursive: true });
    const partial = `${target}.part`;
    try {
      await pipeline(bytes, createWriteStream(partial));
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async get(key: string): Promise<Readable> {
    const file = this.pathOf(key);
    await stat(file);
    return createReadStream(file);
  }

  async check(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await access(this.folder, constants.W_OK);
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < leastFreeBytes) throw new Error(`less than ${leastFreeBytes / 2 ** 20} MiB are free`);
  }

  private pathOf(key: string): string {
    if (!/^[a-z0-9/-]+$/.test(key))
      throw new Error('storage keys are made of lower-case letters, digits, dashes and slashes');
    return path.join(this.folder, key);
  }
}

export class S3FileStore implements FileStore {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor({ endpoint, bucket, key, secret }: NonNullable<Config['s3']>) {
    this.bucket = bucket;
    this.client = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: key, secretAccessKey: secret },
      // With the default some stores keep the chunk framing of a streamed upload as part of the file.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(key: string, bytes: Readable): Promise<void> {
    // Where the bytes break off, that is what went wrong, whatever the store then says of giving up.
    let broken: Error | undefined;
    bytes.once('error', (error) => (broken = error));
    try {
      await new Upload({ client: this.client, params: { Bucket: this.bucket, Key: key, Body: bytes } }).done();
    } catch (error) {
      throw broken ?? error;
    }
  }

  async get(key: string): Promise<Readable> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return Body as Readable;
  }

  async check(): Promise<void> {
    await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }));
  }
}
