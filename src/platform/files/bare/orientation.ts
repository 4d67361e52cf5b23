const orientationTag = 0x0112;
const shortType = 3;

/** How a picture is to be turned, of its Exif block (a TIFF header with directories); 1, not at all, where it does not say. */
export function orientationOf(tiff: Buffer): number {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  try {
    const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    const entries = short(directory);
    for (let index = 0; index < entries; index += 1) {
      const at = directory + 2 + index * 12;
      if (short(at) === orientationTag && short(at + 2) === shortType) return short(at + 8);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}

/** An Exif block that says how to turn the picture and nothing else; null where it stands as it lies. */
export function onlyOrientation(tiff: Buffer): Buffer | null {
  const orientation = orientationOf(tiff);
  if (orientation < 2 || orientation > 8) return null;
  const block = Buffer.alloc(26);
  block.write('MM\0*', 'latin1');
  block.writeUInt32BE(8, 4);
  block.writeUInt16BE(1, 8);
  block.writeUInt16BE(orientationTag, 10);
  block.writeUInt16BE(shortType, 12);
  block.writeUInt32BE(1, 14);
  block.writeUInt16BE(orientation, 18);
  return block;
}
