// SPDX-License-Identifier: Apache-2.0

import { deleteSandbox, listSandbox, runSandbox } from 'virtcontainers';
import { expect, it } from 'vitest';

import { TestHost } from './test-host.js';

it('ten sandboxes started at the same time all run and all go', { timeout: 300_000 }, async () => {
  await using host = await TestHost.make();
  const ids = Array.from({ length: 10 }, (_, index) => `box-${index}`);
  const sandboxes = await Promise.all(
    ids.map((id) => runSandbox(host.config({ id, vmConfig: { memory: 128 } }), host.options)),
  );
  const names = await Promise.all(
    sandboxes.map(async (sandbox) => (await sandbox.getContainer('main')?.exec(['hostname']).orThrow())?.stdout),
  );
  expect(names).toEqual(ids.map((id) => `${id}\n`));
  expect((await listSandbox(host.options)).map(({ id, state }) => `${id} ${state}`).sort()).toEqual(
    ids.map((id) => `${id} running`),
  );
  await Promise.all(ids.map((id) => deleteSandbox(id, host.options)));
});
