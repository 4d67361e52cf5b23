// `npm run build`: the program and its assets, unconditionally.
import { build } from './project.mjs';

await build();
