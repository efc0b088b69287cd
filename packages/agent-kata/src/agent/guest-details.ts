// SPDX-License-Identifier: Apache-2.0

import type { GuestDetails } from '@virtcontainers/core';
import type { GuestDetailsResponse } from '../gen/agent_pb.js';

/** What is kept of what a guest says of itself. */
const maxTextChars = 256;
const maxFeatures = 64;

/** What of an agent's answer the SDK tells; bounded, as the guest wrote it. */
export function guestDetails({ agentDetails }: GuestDetailsResponse): GuestDetails {
  return {
    agentVersion: (agentDetails?.version ?? '').slice(0, maxTextChars),
    features: (agentDetails?.extraFeatures ?? []).slice(0, maxFeatures).map((name) => name.slice(0, maxTextChars)),
  };
}
