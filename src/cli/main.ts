#!/usr/bin/env node
/** The program `proficio`: has compiled code kept for the next start, then runs the command. */
import module from 'node:module';
import { reasonOf } from './mistake.ts';
import { runOnPinnedNode } from './runtime.ts';

// What follows may stand only in what older versions of Node.js never load.
if (!(await runOnPinnedNode())) {
  // Kept already where proficio.js was called, which has kept this file as well.
  module.enableCompileCache();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, as in `proficio export | head`, ends the program without complaint.
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`proficio: standard output cannot be written: ${reasonOf(error)}\n`);
    process.exit(1);
  });
  const { run } = await import('./program.ts');
  process.exitCode = await run(process.argv.slice(2), process.env);
}
