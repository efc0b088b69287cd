// SPDX-License-Identifier: Apache-2.0

import {
  type GuardedProcess,
  type Logger,
  type ProcessGuard,
  ResourceStack,
  type Transport,
  VirtcontainersError,
  type VsockHost,
  type VsockReservation,
  withCleanupErrors,
} from '@virtcontainers/core';
import { bootFailure } from './boot-failure.js';
import { type BootPreparation, type RenderedMachine, renderMachine } from './boot-preparation.js';
import { HypervisorError } from './hypervisor-error.js';
import { streamNames } from './machine-layout.js';
import { QemuMachine } from './qemu-machine.js';
import { makeRunDirectory, removeEmptyRunDirectory } from './run-directory.js';
import { settlesWithin } from './settles-within.js';
import { drainTimeoutMs } from './time-limits.js';
import { SerialTransport } from './transport/serial-transport.js';
import { VsockTransport } from './transport/vsock-transport.js';

/** What an attempt works with. */
export interface BootAttemptParts {
  readonly guard: ProcessGuard;
  readonly vsock: VsockHost | undefined;
  readonly logger: Logger;
}

/** One attempt to start a machine: remembers how far it came, so that a failure leaves nothing. */
export class BootAttempt {
  readonly #parts: BootAttemptParts;
  /** Run directory and context id: given back when the machine is gone, or never came to be. */
  readonly #ground = new ResourceStack();
  #machine: QemuMachine | undefined;

  constructor(parts: BootAttemptParts) {
    this.#parts = parts;
  }

  /** Starts the machine; rejects with the signal's reason soon after it fires. */
  async run(preparation: BootPreparation, signal: AbortSignal): Promise<QemuMachine> {
    const { runDir } = preparation.spec;
    const reservation = await this.#reserve(preparation);
    signal.throwIfAborted();
    await makeRunDirectory(runDir);
    this.#ground.defer(() => removeEmptyRunDirectory(runDir));
    const rendered = renderMachine(preparation, reservation?.cid);
    const guarded = await this.#launch(preparation, rendered, reservation, signal);
    this.#machine = this.#wire(preparation, rendered, reservation, guarded);
    await this.#machine.connectMonitor(signal);
    return this.#machine;
  }

  /** Takes down what the attempt has made, and gives the error to throw. */
  async failed(cause: unknown): Promise<unknown> {
    const machine = this.#machine;
    if (machine === undefined) return withCleanupErrors(cause, await failuresOf(this.#ground[Symbol.asyncDispose]()));
    // A QEMU that hung up by itself is on its way out: killing it now would hide its exit code.
    if (VirtcontainersError.from(cause).code === 'UNAVAILABLE') await settlesWithin(machine.exit, drainTimeoutMs);
    const cleanupErrors = await failuresOf(machine.stop());
    return withCleanupErrors(bootFailure(cause, machine.report()), cleanupErrors);
  }

  async #reserve({ transport }: BootPreparation): Promise<VsockReservation | undefined> {
    if (transport !== 'vsock') return undefined;
    return this.#ground.use(await this.#vsockHost().reserve());
  }

  #launch(
    { program, spec }: BootPreparation,
    { args, streams }: RenderedMachine,
    reservation: VsockReservation | undefined,
    signal: AbortSignal,
  ): Promise<GuardedProcess> {
    const passedFds = reservation === undefined ? [] : [reservation.vhostFd];
    const { guard } = this.#parts;
    return guard.launch({ program, args, streams, passedFds, runDir: spec.runDir, shareTree: true }, { signal });
  }

  #wire(
    preparation: BootPreparation,
    rendered: RenderedMachine,
    reservation: VsockReservation | undefined,
    guarded: GuardedProcess,
  ): QemuMachine {
    return new QemuMachine({
      guarded,
      command: [preparation.program, ...rendered.args],
      accelerator: preparation.accelerator,
      logger: this.#parts.logger,
      debug: preparation.spec.config.debug,
      transport: this.#transportOver(guarded, reservation),
      release: () => this.#ground[Symbol.asyncDispose](),
    });
  }

  #transportOver(guarded: GuardedProcess, reservation: VsockReservation | undefined): Transport {
    if (reservation === undefined) return new SerialTransport(guarded.stream(streamNames.agent), guarded.exit);
    return new VsockTransport(this.#vsockHost(), reservation.cid, guarded.exit);
  }

  #vsockHost(): VsockHost {
    if (this.#parts.vsock !== undefined) return this.#parts.vsock;
    throw new HypervisorError('INTERNAL', 'vsock was chosen without a vsock host');
  }
}

async function failuresOf(cleanup: Promise<unknown>): Promise<readonly unknown[]> {
  try {
    await cleanup;
    return [];
  } catch (error) {
    return [error];
  }
}
