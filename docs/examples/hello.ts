// SPDX-License-Identifier: Apache-2.0
import { runSandbox } from 'virtcontainers';

const [rootFs = '/srv/debian'] = process.argv.slice(2);

// The sandbox, its virtual machine and its containers are gone when the block is left, however it is left.
await using sandbox = await runSandbox(
  { containers: [{ id: 'work', rootFs, cmd: { args: ['sleep', 'infinity'] } }] },
  { timeoutMs: 60_000 },
);
const container = sandbox.getContainer('work');

const result = await container?.exec(['sh', '-c', 'echo "hello from $(uname -r)"; exit 3']);
console.log(result?.stdout.trim());
console.log(result?.exit); // { kind: 'exited', code: 3 }
