// SPDX-License-Identifier: Apache-2.0
import { runSandbox } from 'virtcontainers';

const [rootFs = '/srv/debian'] = process.argv.slice(2);

await using sandbox = await runSandbox({
  containers: [{ id: 'sort', rootFs, cmd: { args: ['sort', '--numeric-sort'] } }],
});
const [container] = sandbox.getAllContainers();
if (container === undefined) throw new Error('no container');

// Standard input and output are Node.js streams. What nobody reads waits in the guest, in a bounded buffer.
container.stdin.end('30\n4\n100\n');
for await (const chunk of container.stdout) process.stdout.write(chunk as Buffer);

console.log(await container.wait()); // { kind: 'exited', code: 0 }
