// SPDX-License-Identifier: Apache-2.0

import type { z } from 'zod';
import { fieldPath } from './field-path.js';

/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** Path to the field, for example `containers[0].cmd.args`; empty where the whole value is wrong. */
  readonly path: string;
  /** What is wrong with it. */
  readonly problem: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

type ZodIssue = z.core.$ZodIssue;

/** Names the type of a value in a refusal, telling apart what `typeof` does not. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : typeof value;
}

function wordList(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

function wordType(expected: string, input: unknown): string {
  if (input === undefined) return 'is missing';
  if (expected === 'int' && typeof input === 'number') return 'is not a whole number';
  return `is not of type ${nameOf(expected)}, but ${kindOf(input)}`;
}

/** zod's name of a type, in the words of its users. */
function nameOf(expected: string): string {
  return expected === 'int' ? 'number' : expected;
}

/** zod's error map: words every kind of issue that our schemas give rise to, unless the schema's rule words it itself. */
export function wordIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wordType(issue.expected, issue.input);
    case 'invalid_value':
      return `is not one of ${wordList(issue.values)}`;
    case 'too_small':
      return `is less than ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array' ? `has more than ${issue.maximum} elements` : `is more than ${issue.maximum}`;
    case 'unrecognized_keys':
      return 'is not a known field';
    case 'invalid_key':
      return 'has an invalid key';
    default:
      return undefined;
  }
}

function remedyFor(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'give a whole number' : `give a value of type ${issue.expected}`;
    case 'invalid_value':
      return `give one of ${wordList(issue.values)}`;
    case 'too_small':
      return `give at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array' ? `give at most ${issue.maximum} elements` : `give at most ${issue.maximum}`;
    case 'unrecognized_keys':
      return 'remove the field, or correct its name';
    case 'custom':
      return String(issue.params?.['remedy'] ?? 'correct the value');
    default:
      return 'correct the value';
  }
}

/** Turns one of zod's issues into ours: one for each unknown field, and one for each thing wrong with a record's key. */
export function configIssues(issue: ZodIssue, prefix: readonly PropertyKey[] = []): ConfigIssue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => describe(issue, [...path, key]));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap((inner) => configIssues(inner, path));
  }
  return [describe(issue, path)];
}

function describe(issue: ZodIssue, path: readonly PropertyKey[]): ConfigIssue {
  return { path: fieldPath(path), problem: issue.message, remedy: remedyFor(issue) };
}
