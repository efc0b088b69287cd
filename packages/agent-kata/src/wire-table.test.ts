// SPDX-License-Identifier: Apache-2.0

import {
  ScalarType,
  type DescEnum,
  type DescField,
  type DescFile,
  type DescMessage,
  type DescService,
} from '@bufbuild/protobuf';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { file_agent } from './gen/agent_pb.js';
import { file_csi } from './gen/csi_pb.js';
import { file_health } from './gen/health_pb.js';
import { file_oci } from './gen/oci_pb.js';
import { file_types } from './gen/types_pb.js';

/** The messages, enums and services of Kata 4.1's agent protocol, one a block, sorted; a line under it for each field, value or method. */
const table = new URL('../src/wire-table.fixture.txt', import.meta.url);

function fieldType(field: DescField): string {
  switch (field.fieldKind) {
    case 'scalar':
      return ScalarType[field.scalar].toLowerCase();
    case 'enum':
      return field.enum.typeName;
    case 'message':
      return field.message.typeName;
    case 'list':
      return `repeated ${elementType(field.listKind === 'scalar' ? field.scalar : field.listKind === 'enum' ? field.enum : field.message)}`;
    case 'map':
      return `map<${ScalarType[field.mapKey].toLowerCase()},${elementType(field.mapKind === 'scalar' ? field.scalar : field.mapKind === 'enum' ? field.enum : field.message)}>`;
  }
}

function elementType(type: ScalarType | DescEnum | DescMessage): string {
  return typeof type === 'number' ? ScalarType[type].toLowerCase() : type.typeName;
}

function fieldLine(field: DescField): string {
  const presence =
    field.oneof !== undefined ? `oneof ${field.oneof.name} ` : field.proto.proto3Optional ? 'optional ' : '';
  return `  ${field.number} ${field.name} ${presence}${fieldType(field)}`;
}

function messageBlocks(message: DescMessage): string[] {
  const fields = message.fields.toSorted((a, b) => a.number - b.number);
  const own = [message.typeName, ...fields.map(fieldLine)].join('\n');
  return [own, ...message.nestedMessages.flatMap(messageBlocks), ...message.nestedEnums.map(enumBlock)];
}

function enumBlock(description: DescEnum): string {
  return [description.typeName, ...description.values.map(({ number, name }) => `  ${number} ${name}`)].join('\n');
}

function serviceBlock({ typeName, methods }: DescService): string {
  const lines = methods.map(({ name, input, output }) => `  ${name} ${input.typeName} -> ${output.typeName}`);
  return [typeName, ...lines.toSorted()].join('\n');
}

function render({ messages, enums, services }: DescFile): string[] {
  return [...messages.flatMap(messageBlocks), ...enums.map(enumBlock), ...services.map(serviceBlock)];
}

describe('the agent protocol', () => {
  it('has every message, field, value and method with the name, number and type that Kata gives it', async () => {
    const blocks = [file_agent, file_csi, file_health, file_oci, file_types].flatMap(render).toSorted();
    const expected = (await readFile(table, 'utf8')).trimEnd().split(/\n(?=\S)/);
    expect(blocks).toEqual(expected.toSorted());
    expect(expected.length).toBeGreaterThan(100);
  });

  it('has unary methods only, which is all that the transport serves', () => {
    const kinds = [file_agent, file_health].flatMap(({ services }) =>
      services.flatMap(({ methods }) => methods.map(({ methodKind }) => methodKind)),
    );
    expect(new Set(kinds)).toEqual(new Set(['unary']));
  });
});
