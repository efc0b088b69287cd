// SPDX-License-Identifier: Apache-2.0

// Generates TypeScript from the .proto files: `node scripts/generate.mjs [output directory]`.
// Needs protoc (Debian package protobuf-compiler); the generator for TypeScript is a development dependency.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const packageDir = resolve(import.meta.dirname, '..');
const protoDir = join(packageDir, 'proto');
const outDir = resolve(process.argv[2] ?? join(packageDir, 'src/gen'));
const protoFiles = readdirSync(protoDir).filter((name) => name.endsWith('.proto'));

mkdirSync(outDir, { recursive: true });
execFileSync(
  'protoc',
  [
    `--plugin=${join(packageDir, 'node_modules/.bin/protoc-gen-es')}`,
    `--proto_path=${protoDir}`,
    `--es_out=${outDir}`,
    '--es_opt=target=ts,import_extension=js,erasable_syntax=true',
    ...protoFiles.sort(),
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
