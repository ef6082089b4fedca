#!/usr/bin/env node
/** `proficio`: the compiled program where the package is installed, the source as it is in a checkout. */
import { existsSync } from 'node:fs';
import module from 'node:module';

// Compiled code is kept for the next start, and source without its types: what takes them off takes as long to load as the rest of
// Node.js. Only what is loaded from here on is kept, so this file is JavaScript. Node.js has it from 22.1 on.
module.enableCompileCache?.();

const source = new URL('./src/cli/main.ts', import.meta.url);
await import(existsSync(source) ? source.href : './dist/src/cli/main.js');
