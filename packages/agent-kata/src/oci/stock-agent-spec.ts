// SPDX-License-Identifier: Apache-2.0

import type { OciNamespace, OciSpec } from './oci-spec.js';

/** Namespaces that a stock Kata agent gives a container by itself, or does not give. */
const agentsOwn: ReadonlySet<OciNamespace['type']> = new Set(['pid', 'cgroup', 'network']);

/** A specification without what Kata's own host takes out before its agent sees it, because the agent sets it by itself. */
export function stockAgentSpec(spec: OciSpec): OciSpec {
  return {
    ...spec,
    linux: {
      ...spec.linux,
      namespaces: spec.linux.namespaces.filter(({ type }) => !agentsOwn.has(type)),
      resources: { devices: [] },
    },
  };
}
