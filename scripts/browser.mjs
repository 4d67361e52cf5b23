// The browser of this machine. Only Node's own modules here.
import fs from 'node:fs';
import { findProgram } from './services.mjs';

const MAC_BROWSERS = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** @returns {string | undefined} */
export function findChromium() {
  return (
    process.env.CHROMIUM ??
    findProgram('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ??
    MAC_BROWSERS.find((file) => fs.existsSync(file))
  );
}

/** Quiet, and able to run as root in a container. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
