import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Config } from '../config.js';
import type { StoredKey } from './stored-key.js';

/** Files in a bucket of an S3-compatible store: a `FileStore`, as where it is made says. */
export class S3FileStore {
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

  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  async *list(): AsyncGenerator<StoredKey> {
    for (let after: string | undefined; ;) {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: this.bucket, ...(after && { ContinuationToken: after }) }),
      );
      for (const { Key, LastModified } of page.Contents ?? [])
        if (Key) yield { key: Key, at: LastModified ?? new Date(0) };
      if (!page.NextContinuationToken) return;
      after = page.NextContinuationToken;
    }
  }

  async check(): Promise<void> {
    await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }));
  }
}
