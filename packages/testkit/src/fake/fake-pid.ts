// SPDX-License-Identifier: Apache-2.0

/** The process id that every fake says it has: no process ever has it, for it is above the kernel's largest. */
export const fakePid = 4_194_305;
