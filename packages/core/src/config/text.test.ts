// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { absolutePathSchema } from './absolute-path.js';
import { cmdSchema } from './cmd.js';
import { hypervisorConfigSchema } from './hypervisor-config.js';
import { mountSchema } from './mount.js';
import { hypervisorParamSchema, kernelParamSchema } from './param.js';
import { argumentSchema, hasNoControlCharacter, lineSchema } from './text.js';
import { volumeSchema } from './volume.js';

/** Every control character: C0, DEL and C1. */
const controlCharacters = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index)].map(
  (code) => String.fromCharCode(code),
);

describe('control characters', () => {
  it.each([
    ['a path', (text: string) => absolutePathSchema.safeParse(`/a${text}b`)],
    ['a line', (text: string) => lineSchema.safeParse(`a${text}b`)],
    ['the key of a kernel parameter', (text: string) => kernelParamSchema.safeParse({ key: `a${text}b` })],
    [
      'the value of a kernel parameter',
      (text: string) => kernelParamSchema.safeParse({ key: 'a', value: `a${text}b` }),
    ],
    ['a quoted value', (text: string) => kernelParamSchema.safeParse({ key: 'a', value: `"a${text}b"` })],
    ['the key of a qemu option', (text: string) => hypervisorParamSchema.safeParse({ key: `a${text}b` })],
    ['the value of a qemu option', (text: string) => hypervisorParamSchema.safeParse({ key: 'a', value: `a${text}b` })],
    ['cpu features', (text: string) => hypervisorConfigSchema.safeParse({ cpuFeatures: `a${text}b` })],
    ['machine options', (text: string) => hypervisorConfigSchema.safeParse({ machineAccelerators: `a${text}b` })],
    ['a user', (text: string) => cmdSchema.safeParse({ args: ['a'], user: `a${text}b` })],
    [
      'the name of a variable',
      (text: string) => cmdSchema.safeParse({ args: ['a'], envs: [{ var: `a${text}b`, value: '' }] }),
    ],
    [
      'a mount option',
      (text: string) => mountSchema.safeParse({ source: '/a', destination: '/b', options: [`a${text}b`] }),
    ],
    ['a mount tag', (text: string) => volumeSchema.safeParse({ mountTag: `a${text}b`, hostPath: '/a' })],
  ])('are refused in %s', (_where, parse) => {
    expect(parse('').success).toBe(true);
    const taken = controlCharacters.filter((character) => parse(character).success);
    expect(taken.map((character) => character.charCodeAt(0))).toEqual([]);
  });

  it('are told from other characters', () => {
    expect(controlCharacters.some(hasNoControlCharacter)).toBe(false);
    expect(hasNoControlCharacter(' ~ä€😀\u00a0,="\'\\')).toBe(true);
  });

  it('are let through to a program, but for NUL', () => {
    const refused = controlCharacters.filter((character) => !argumentSchema.safeParse(`a${character}b`).success);
    expect(refused).toEqual(['\0']);
  });
});

describe('an argument', () => {
  it('is measured in bytes, not in characters', () => {
    expect(argumentSchema.safeParse('€'.repeat(43_690)).success).toBe(true);
    expect(argumentSchema.safeParse('€'.repeat(43_691)).success).toBe(false);
  });
});
