// SPDX-License-Identifier: Apache-2.0

/**
 * When the agent loads a module: `boot` before it serves, as it cannot be
 * reached or set up a sandbox without; `later` while it serves already; `virtio:N` then too, but only in a machine that
 * has a device with this id of the virtio specification (section 5).
 */
export type ModuleStage = 'boot' | 'later' | `virtio:${number}`;

/** Whether a word of the module list is a stage. */
export function isModuleStage(word: string): word is ModuleStage {
  return /^(boot|later|virtio:\d+)$/.test(word);
}
