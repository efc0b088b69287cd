// SPDX-License-Identifier: Apache-2.0
import { createSandbox, VirtcontainersError } from 'virtcontainers';

try {
  await createSandbox({ containers: [{ rootFs: '/no/such/directory', cmd: { args: ['true'] } }] });
} catch (error) {
  if (!(error instanceof VirtcontainersError)) throw error;
  // NOT_FOUND containers[0].rootFs validate
  console.log(error.code, error.details.path, error.phase);
}
