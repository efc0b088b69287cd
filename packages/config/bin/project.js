#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import { commands } from '../project/commands.js';
import { CommandFailed } from '../project/run-command.js';

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`usage: project.js ${Object.keys(commands).join('|')} [argument...]`);
  process.exit(2);
}
try {
  process.exitCode = await command(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof CommandFailed ? error.exitCode : 1;
}
