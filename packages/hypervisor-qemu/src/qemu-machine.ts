// SPDX-License-Identifier: Apache-2.0

import {
  type BootReport,
  type CpuControl,
  type FileShare,
  type GuardedProcess,
  type HypervisorExit,
  type Logger,
  type Transport,
  type VirtualMachine,
  type WaitOptions,
  orAborted,
  withDeadline,
} from '@virtcontainers/core';
import type { AcceleratorKind } from './accelerator-choice.js';
import { BoundedTail } from './bounded-tail.js';
import { ConsoleLog } from './console-log.js';
import { drain } from './drain.js';
import { HypervisorError } from './hypervisor-error.js';
import { streamNames } from './machine-layout.js';
import { QmpClient } from './qmp/qmp-client.js';
import type { QmpEvent } from './qmp/qmp-events.js';
import { settlesWithin } from './settles-within.js';
import { GuardedShare } from './share/guarded-share.js';
import { drainTimeoutMs, killTimeoutMs } from './time-limits.js';

/** What a {@link QemuMachine} is made of. */
export interface QemuMachineParts {
  readonly guarded: GuardedProcess;
  /** Program and arguments, for the report. */
  readonly command: readonly string[];
  readonly accelerator: AcceleratorKind;
  readonly logger: Logger;
  /** Whether to log the guest's console. */
  readonly debug: boolean;
  readonly transport: Transport;
  /** Gives back what was held for QEMU; called once it is gone. */
  readonly release: () => Promise<void>;
}

/** Reasons of QEMU's SHUTDOWN event that mean that the guest's kernel gave up: agents power a machine off, only panics reset it. */
const panicReasons: ReadonlySet<string> = new Set(['guest-panic', 'guest-reset']);

/** A running QEMU. It owns the guarded process, its streams and the monitor. */
export class QemuMachine implements VirtualMachine {
  readonly pid: number;
  readonly exit: Promise<HypervisorExit>;
  readonly transport: Transport;
  readonly share: FileShare;
  readonly cpus: CpuControl;
  readonly #parts: QemuMachineParts;
  readonly #consoleTail = new BoundedTail();
  readonly #stderrTail = new BoundedTail();
  readonly #drained: Promise<unknown>;
  #monitor: QmpClient | undefined;
  #exit: HypervisorExit | undefined;
  #panicked = false;
  #paused = false;

  constructor(parts: QemuMachineParts) {
    const { guarded } = parts;
    this.#parts = parts;
    this.pid = guarded.pid;
    this.#drained = Promise.all([
      this.#drainConsole(),
      drain(guarded.output, (chunk) => {
        this.#stderrTail.push(chunk);
      }),
    ]);
    this.exit = this.#awaitExit();
    this.transport = parts.transport;
    this.share = new GuardedShare(guarded);
    this.cpus = { pause: (options) => this.#pause(options), resume: (options) => this.#resume(options) };
  }

  /**
   * Connects the owner's monitor. UNAVAILABLE: QEMU ended first; PROTOCOL;
   * CANCELLED or TIMEOUT as the signal says.
   */
  async connectMonitor(signal: AbortSignal): Promise<void> {
    const stream = this.#parts.guarded.stream(streamNames.monitor);
    this.#monitor = await QmpClient.connect(stream, {
      signal,
      onEvent: (event) => {
        this.#note(event);
      },
    });
  }

  report(): Omit<BootReport, 'timeline' | 'agent'> {
    return {
      command: this.#parts.command,
      accelerator: this.#parts.accelerator,
      stderrTail: this.#stderrTail.text(),
      consoleTail: this.#consoleTail.text(),
      panicked: this.#panicked,
      ...(this.#exit === undefined ? {} : { exit: this.#exit }),
    };
  }

  /**
   * Ends the machine; see the interface. The grace period ends early when the
   * signal fires, and the hypervisor is killed all the same. TIMEOUT,
   * CANCELLED: it was killed, and may take a moment yet to be gone.
   */
  async stop(options: WaitOptions & { readonly graceMs?: number } = {}): Promise<HypervisorExit> {
    const graceMs = options.graceMs ?? 0;
    const wait = { what: 'qemu to end', defaultTimeoutMs: graceMs + killTimeoutMs };
    try {
      return await withDeadline(wait, options, async (signal) => {
        // A guest whose processors stand still cannot power itself off.
        if (graceMs > 0 && !this.#paused) await this.#powerDown(graceMs, signal);
        this.#parts.guarded.kill();
        return await orAborted(this.exit, signal);
      });
    } finally {
      this.#parts.guarded.kill();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Asks the guest to power itself off, and waits until it has or the time is up. */
  async #powerDown(graceMs: number, signal: AbortSignal): Promise<void> {
    const asked = this.#askForPowerDown(graceMs, signal);
    await orAborted(Promise.all([asked, settlesWithin(this.exit, graceMs)]), signal);
  }

  async #askForPowerDown(timeoutMs: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#monitor?.execute('system_powerdown', {}, { signal, timeoutMs });
    } catch (error) {
      // The guest may have been told by its agent already, and QEMU be on its way out.
      this.#parts.logger.debug({ err: error }, 'qemu did not take the power button');
    }
  }

  async #pause(options: WaitOptions | undefined): Promise<void> {
    await this.#running().execute('stop', {}, options);
    this.#paused = true;
  }

  async #resume(options: WaitOptions | undefined): Promise<void> {
    await this.#running().execute('cont', {}, options);
    this.#paused = false;
  }

  #running(): QmpClient {
    if (this.#monitor !== undefined && this.#exit === undefined) return this.#monitor;
    throw new HypervisorError('INVALID_STATE', 'qemu is not running');
  }

  #note(event: QmpEvent): void {
    this.#parts.logger.debug({ event: event.name, ...event.data }, 'qemu event');
    if (event.name === 'GUEST_PANICKED') this.#panicked = true;
    if (event.name === 'SHUTDOWN' && panicReasons.has(event.data.reason)) this.#panicked = true;
  }

  #drainConsole(): Promise<void> {
    const log = this.#parts.debug ? new ConsoleLog(this.#parts.logger) : undefined;
    return drain(this.#parts.guarded.stream(streamNames.console), (chunk) => {
      this.#consoleTail.push(chunk);
      log?.push(chunk);
    });
  }

  /** The exit is told only when the last bytes of QEMU's streams are in, so that a report made then is complete. */
  async #awaitExit(): Promise<HypervisorExit> {
    const exit = await this.#parts.guarded.exit;
    await settlesWithin(Promise.all([this.#drained, this.#monitor?.closed]), drainTimeoutMs);
    await this.#monitor?.close();
    this.#exit = exit;
    await this.#release();
    return exit;
  }

  async #release(): Promise<void> {
    try {
      await this.#parts.release();
    } catch (error) {
      // The exit never rejects, so this is the only place to tell.
      this.#parts.logger.error({ err: error }, 'what was held for qemu could not be given back');
    }
  }
}
