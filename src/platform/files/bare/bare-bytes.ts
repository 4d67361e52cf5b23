import { bareJpeg } from './bare-jpeg.js';
import { bareOffice } from './bare-office.js';
import { barePng } from './bare-png.js';
import { Unbared } from './unbared.js';

const office = (bytes: Buffer): Buffer => bareOffice(bytes);
/** The library of PDF is loaded where one is read, which is mostly a thread of its own. */
const pdf = async (bytes: Buffer): Promise<Buffer> => (await import('./bare-pdf.js')).barePdf(bytes);
const ways: Record<string, (bytes: Buffer) => Buffer | Promise<Buffer>> = {
  'application/pdf': pdf,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': office,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': office,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': office,
  'image/jpeg': bareJpeg,
  'image/png': barePng,
};

/** Texts hold nothing beside themselves: they are their own bare copy. */
export const isBare = (type: string): boolean => type === 'text/plain' || type === 'text/csv';

/** The bytes without metadata. Throws `Unbared` with the reason where that cannot be done; whatever else goes wrong is a broken file. */
export async function bareBytes(type: string, bytes: Buffer): Promise<Buffer> {
  const way = ways[type];
  if (!way) throw new Unbared('unknown');
  try {
    return await way(bytes);
  } catch (error) {
    throw error instanceof Unbared ? error : new Unbared('broken');
  }
}
