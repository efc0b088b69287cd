// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { readProjectFile } from './repository.js';

/** The names and numbers of a C++ enumeration whose values look like `kName = 1`. */
function enumerators(source: string, name: string): Readonly<Record<string, number>> {
  const [, body = ''] = new RegExp(`enum class ${name}[^{]*\\{([^}]*)\\}`).exec(source) ?? [];
  const pairs = [...body.matchAll(/\bk(\w)(\w*) = (\d+)/g)];
  return Object.fromEntries(
    pairs.map(([, head = '', tail = '', number]) => [head.toLowerCase() + tail, Number(number)]),
  );
}

/** The names and numbers of a TypeScript object literal of numbers. */
function members(source: string, name: string): Readonly<Record<string, number>> {
  const [, body = ''] = new RegExp(`const ${name} = \\{([^}]*)\\}`).exec(source) ?? [];
  return Object.fromEntries([...body.matchAll(/(\w+): (\d+)/g)].map(([, key = '', number]) => [key, Number(number)]));
}

test('the statuses that the agent in C++ answers with are those that the client in TypeScript knows', () => {
  const client = members(readProjectFile('packages/agent-kata/src/ttrpc/status.ts'), 'ttrpcStatus');
  const agent = enumerators(readProjectFile('native/agent/rpc_error.h'), 'RpcCode');
  expect(agent).toMatchObject({ ok: 0, notFound: 5 });
  expect(client).toMatchObject(agent);
});

test('both readers read', () => {
  expect(enumerators('enum class Code {\n  kOk = 0,\n  kNotFound = 5,\n};', 'Code')).toEqual({ ok: 0, notFound: 5 });
  expect(members('const code = {\n  ok: 0,\n  notFound: 5,\n} as const;', 'code')).toEqual({ ok: 0, notFound: 5 });
});
