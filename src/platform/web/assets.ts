import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.js';

/** Where the built files are served from. */
export const assetPrefix = '/assets/';
/** The folder to serve under `assetPrefix`; its names carry content hashes, so it may be cached for ever. */
export const assetFolder = join(projectRoot, 'dist', 'assets');

export type AssetManifest = Record<string, string>;

/** Built names by plain names; empty when nothing is built, and then plain names are used. */
export function readManifest(folder = assetFolder): AssetManifest {
  const file = join(folder, 'manifest.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as AssetManifest) : {};
}

/** Address of an asset by its plain name; an unknown name throws once there is a manifest. */
export function assetUrl(manifest: AssetManifest, name: string): string {
  const built = manifest[name];
  if (built === undefined && Object.keys(manifest).length > 0) throw new Error(`no asset "${name}"`);
  return assetPrefix + (built ?? name);
}
