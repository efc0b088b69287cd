// SPDX-License-Identifier: Apache-2.0

import type { ContainerStats } from '@virtcontainers/core';
import type { StatsContainerResponse } from '../gen/agent_pb.js';

/** From here on a limit is how the kernel writes that there is none: the largest signed number, rounded to pages. */
const unlimitedBytes = 2n ** 63n - 2n ** 16n;

/** What of an agent's answer the SDK tells. */
export function containerStats({ cgroupStats }: StatsContainerResponse): ContainerStats {
  const memory = cgroupStats?.memoryStats?.usage;
  const limit = memory?.limit ?? 0n;
  return {
    cpuUsageNs: cgroupStats?.cpuStats?.cpuUsage?.totalUsage ?? 0n,
    memoryUsageBytes: memory?.usage ?? 0n,
    ...(limit > 0n && limit < unlimitedBytes && { memoryLimitBytes: limit }),
    pids: cgroupStats?.pidsStats?.current ?? 0n,
  };
}
