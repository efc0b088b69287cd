// SPDX-License-Identifier: Apache-2.0

import type { ContainerStateName } from '../container-state.js';
import type { ProcessExit } from '../process-exit.js';
import type { Annotations } from './annotations.js';

/** What a container is at the moment. */
export interface ContainerStatus {
  readonly id: string;
  readonly state: ContainerStateName;
  /** Process id on this host that stands for the container's init process; 0 where there is none. */
  readonly pid: number;
  /** When the init process was started; absent before that. */
  readonly startTime?: Date;
  /** Host directory of the root file system. */
  readonly rootFs: string;
  readonly annotations: Readonly<Annotations>;
  /** How the init process ended, if it did. Not in the 1.0 document. */
  readonly exit?: ProcessExit;
}
