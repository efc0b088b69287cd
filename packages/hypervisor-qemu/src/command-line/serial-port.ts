// SPDX-License-Identifier: Apache-2.0

/** The board's first serial port (ttyS0). */
export interface SerialPort {
  readonly chardev: string;
}

/** `-serial` */
export function renderSerialPort(port: SerialPort): string[] {
  return ['-serial', `chardev:${port.chardev}`];
}
