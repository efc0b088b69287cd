// SPDX-License-Identifier: Apache-2.0

import { renderProperties } from './option-value.js';

/** A QMP monitor on a chardev. */
export interface Monitor {
  readonly chardev: string;
}

/** `-mon` */
export function renderMonitor(monitor: Monitor): string[] {
  return ['-mon', renderProperties({ chardev: monitor.chardev, mode: 'control' })];
}
