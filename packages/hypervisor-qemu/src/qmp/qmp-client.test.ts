// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ScriptedMonitor, greeting } from '../testing/scripted-monitor.js';
import { QmpClient, type QmpClientOptions } from './qmp-client.js';
import type { QmpEvent } from './qmp-events.js';

async function connected(monitor: ScriptedMonitor, options: QmpClientOptions = {}): Promise<QmpClient> {
  const [client] = await Promise.all([QmpClient.connect(monitor.client, options), monitor.negotiate()]);
  return client;
}

test('negotiates and runs a command', async () => {
  await using monitor = await ScriptedMonitor.listen();
  await using client = await connected(monitor);
  const answer = client.execute('query-status', {});
  const command = await monitor.command();
  expect(command).toMatchObject({ execute: 'query-status', arguments: {} });
  monitor.send({ return: { running: true, status: 'running', singlestep: false }, id: command.id });
  expect(await answer).toEqual({ running: true, status: 'running' });
});

test('takes messages that arrive byte by byte', async () => {
  await using monitor = await ScriptedMonitor.listen();
  const events: QmpEvent[] = [];
  const connecting = QmpClient.connect(monitor.client, { onEvent: (event) => events.push(event) });
  await monitor.sendBytewise(greeting);
  const { id } = await monitor.command();
  await monitor.sendBytewise({ event: 'STOP', timestamp: { seconds: 1, microseconds: 2 } });
  await monitor.sendBytewise({ return: {}, id });
  await using client = await connecting;
  expect(events).toEqual([{ name: 'STOP', data: {} }]);
  expect(client).toBeInstanceOf(QmpClient);
});

test('takes several messages that arrive at once', async () => {
  await using monitor = await ScriptedMonitor.listen();
  await using client = await connected(monitor);
  const answers = Promise.all([client.execute('stop', {}), client.execute('cont', {})]);
  const [first, second] = [await monitor.command(), await monitor.command()];
  monitor.sendRaw(`{"return":{},"id":${first.id}}\r\n{"return":{},"id":${second.id}}\r\n`);
  expect(await answers).toEqual([{}, {}]);
});

test('tells answers apart that come out of order', async () => {
  await using monitor = await ScriptedMonitor.listen();
  await using client = await connected(monitor);
  const status = client.execute('query-status', {});
  const version = client.execute('query-version', {});
  const [first, second] = [await monitor.command(), await monitor.command()];
  monitor.send({ return: greeting.QMP.version, id: second.id });
  expect(await version).toEqual(greeting.QMP.version);
  monitor.send({ return: { running: false, status: 'paused' }, id: first.id });
  expect(await status).toEqual({ running: false, status: 'paused' });
});

test("keeps the class of qemu's refusal", async () => {
  await using monitor = await ScriptedMonitor.listen();
  await using client = await connected(monitor);
  const refused = client.execute('quit', {});
  const { id } = await monitor.command();
  monitor.send({ error: { class: 'CommandNotFound', desc: 'no such command' }, id });
  await expect(refused).rejects.toMatchObject({
    name: 'HypervisorError',
    code: 'UNSUPPORTED',
    details: { qmpClass: 'CommandNotFound', qmpCommand: 'quit' },
  });
});

test('a class that is not known becomes INTERNAL', async () => {
  await using monitor = await ScriptedMonitor.listen();
  await using client = await connected(monitor);
  const refused = client.execute('quit', {});
  const { id } = await monitor.command();
  monitor.send({ error: { class: 'FutureError', desc: 'who knows' }, id });
  await expect(refused).rejects.toMatchObject({ code: 'INTERNAL', details: { qmpClass: 'FutureError' } });
});

test('drops events that nobody uses', async () => {
  await using monitor = await ScriptedMonitor.listen();
  const events: QmpEvent[] = [];
  await using client = await connected(monitor, { onEvent: (event) => events.push(event) });
  const stamp = { timestamp: { seconds: 1, microseconds: 0 } };
  monitor.send({ event: 'NIC_RX_FILTER_CHANGED', data: { path: '/' }, ...stamp });
  monitor.send({ event: 'SHUTDOWN', data: { guest: true, reason: 'guest-reset' }, ...stamp });
  const answer = client.execute('stop', {});
  const { id } = await monitor.command();
  monitor.send({ return: {}, id });
  await answer;
  expect(events).toEqual([{ name: 'SHUTDOWN', data: { guest: true, reason: 'guest-reset' } }]);
});

test('a lost connection fails every pending command, and later ones', async () => {
  await using monitor = await ScriptedMonitor.listen();
  await using client = await connected(monitor);
  const pending = Promise.allSettled([client.execute('stop', {}), client.execute('cont', {})]);
  await monitor.command();
  monitor.hangUp();
  const unavailable = { status: 'rejected', reason: { code: 'UNAVAILABLE' } };
  expect(await pending).toMatchObject([unavailable, unavailable]);
  await client.closed;
  await expect(client.execute('stop', {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('a connection lost before the greeting is UNAVAILABLE', async () => {
  await using monitor = await ScriptedMonitor.listen();
  const connecting = QmpClient.connect(monitor.client);
  monitor.hangUp();
  await expect(connecting).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('a stream that is closed already is UNAVAILABLE', async () => {
  await using monitor = await ScriptedMonitor.listen();
  monitor.client.destroy();
  await once(monitor.client, 'close');
  await expect(QmpClient.connect(monitor.client)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test.each([
  ['what is not json', 'SSH-2.0-OpenSSH\r\n'],
  ['json that is no object', '42\r\n'],
  ['an unknown message', '{"hello":1}\r\n'],
  ['an answer without an id', '{"return":{}}\r\n'],
  ['a greeting of another shape', '{"QMP":{"version":7}}\r\n'],
  [
    'an event of another shape',
    '{"event":"SHUTDOWN","data":{"guest":1},"timestamp":{"seconds":1,"microseconds":1}}\r\n',
  ],
  ['a refusal of what could not be read', '{"error":{"class":"GenericError","desc":"JSON parse error"}}\r\n'],
])('%s ends the connection with PROTOCOL', async (_, line) => {
  await using monitor = await ScriptedMonitor.listen();
  const connecting = QmpClient.connect(monitor.client);
  monitor.sendRaw(line);
  await expect(connecting).rejects.toMatchObject({ code: 'PROTOCOL' });
  expect(monitor.client.destroyed).toBe(true);
});

test('a line over the limit ends the connection with PROTOCOL', async () => {
  await using monitor = await ScriptedMonitor.listen();
  await using client = await connected(monitor, { maxLineBytes: 1000 });
  const pending = client.execute('stop', {});
  monitor.sendRaw('x'.repeat(1001));
  await expect(pending).rejects.toMatchObject({ code: 'PROTOCOL' });
  expect(monitor.client.destroyed).toBe(true);
});

test('an answer of another shape is PROTOCOL', async () => {
  await using monitor = await ScriptedMonitor.listen();
  await using client = await connected(monitor);
  const answer = client.execute('query-status', {});
  const { id } = await monitor.command();
  monitor.send({ return: { running: 'yes' }, id });
  await expect(answer).rejects.toMatchObject({ code: 'PROTOCOL' });
});

test('a command can be timed out and cancelled, and its late answer is dropped', async () => {
  await using monitor = await ScriptedMonitor.listen();
  await using client = await connected(monitor);
  await expect(client.execute('stop', {}, { timeoutMs: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  const late = await monitor.command();
  const abort = new AbortController();
  const cancelled = client.execute('cont', {}, { signal: abort.signal });
  await monitor.command();
  abort.abort(new Error('enough'));
  await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED', cause: { message: 'enough' } });
  monitor.send({ return: {}, id: late.id });
  const next = client.execute('query-status', {});
  const { id } = await monitor.command();
  monitor.send({ return: { running: true, status: 'running' }, id });
  expect(await next).toEqual({ running: true, status: 'running' });
});

test('waiting for the greeting can be cancelled, which closes the stream', async () => {
  await using monitor = await ScriptedMonitor.listen();
  const abort = new AbortController();
  const connecting = QmpClient.connect(monitor.client, { signal: abort.signal });
  abort.abort();
  await expect(connecting).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(monitor.client.destroyed).toBe(true);
});

test('closing fails what is pending and can be repeated', async () => {
  await using monitor = await ScriptedMonitor.listen();
  const client = await connected(monitor);
  const pending = client.execute('stop', {});
  const outcome = expect(pending).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await client.close();
  await client.close();
  await outcome;
});
