declare module 'fontkit' {
  export function openSync(path: string): { hasGlyphForCodePoint(point: number): boolean };
}
