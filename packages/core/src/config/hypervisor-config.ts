// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { absolutePathSchema } from './absolute-path.js';
import { hypervisorParamSchema, kernelParamSchema } from './param.js';
import { memoryMibSchema, vcpusSchema } from './resources.js';
import { rule } from './rule.js';

/** Virtual CPUs of a machine when nobody says how many. */
export const defaultVcpus = 1;
/** Memory of a machine in MiB when nobody says how much. It is taken from the host only as the guest touches it. */
export const defaultMemoryMib = 2048;
/** Most bridges of a machine. */
export const maxBridges = 5;
/** Largest virtio-fs DAX window in MiB (1 TiB). */
export const maxVirtioFsCacheMib = 1_048_576;

/** Machine types: `q35` and `pc` are full PCs, `microvm` is small and boots fastest, without PCI hotplug. */
export const machineTypes = ['q35', 'pc', 'microvm'] as const;
/** Accelerators: `kvm`, `tcg` (emulation), or `auto`: KVM where it really works, else TCG. */
export const accelerators = ['auto', 'kvm', 'tcg'] as const;
/** File systems that share host directories with the guest. */
export const sharedFileSystems = ['virtio-9p', 'virtio-fs'] as const;

const optionListPattern = /^[^\s\p{Cc},]+(,[^\s\p{Cc},]+)*$/u;

/** A list in the hypervisor's comma syntax, each part an option of its own. */
const optionListSchema = z
  .string()
  .refine(
    (list) => optionListPattern.test(list),
    rule('is not a list of options', 'separate options by single commas, without blanks'),
  );

const flag = z.boolean().default(false);

const hypervisorConfigShape = {
  /** Guest kernel on the host: an ELF `vmlinux` with a PVH note, or a bzImage. Default: the embedded guest's. */
  kernelPath: absolutePathSchema.optional(),
  /** Guest image on the host, which holds the agent: a disk image or an initramfs, recognised by content. */
  imagePath: absolutePathSchema.optional(),
  /** Initramfs on the host, which holds the agent. Excludes `imagePath`. */
  initrdPath: absolutePathSchema.optional(),
  /** Firmware on the host. Default: the hypervisor's own. */
  firmwarePath: absolutePathSchema.optional(),
  /** Further options of the machine, for example `smm=off,vmport=off`. Default: none. */
  machineAccelerators: optionListSchema.optional(),
  /** Further features of the CPU, for example `pmu=off`. Default: none. */
  cpuFeatures: optionListSchema.optional(),
  /** Hypervisor executable on the host. Default: `qemu-system-x86_64`, looked up in PATH. */
  hypervisorPath: absolutePathSchema.optional(),
  /** Never hand a block device to the guest. Default: false. */
  disableBlockDeviceUse: flag,
  /** File system that shares host directories with the guest. Default: `virtio-9p`. */
  sharedFS: z.enum(sharedFileSystems).default('virtio-9p'),
  /** The virtio-fs daemon on the host. Default: where the distribution keeps it. */
  virtioFSDaemon: absolutePathSchema.optional(),
  /** Size of the virtio-fs DAX window in MiB, 0 to 1048576. Default: no window. */
  virtioFSCacheSize: z.int().min(0).max(maxVirtioFsCacheMib).optional(),
  /** What virtio-fs lets the guest cache. Default: `auto`, once virtio-fs is in use. */
  virtioFSCache: z.enum(['none', 'auto', 'always']).optional(),
  /** Parameters of the guest kernel, after all others, so that they win. Default: none. */
  kernelParams: z.array(kernelParamSchema).readonly().prefault([]),
  /** Options of the hypervisor, after all others. Default: none. */
  hypervisorParams: z.array(hypervisorParamSchema).readonly().prefault([]),
  /** Machine type. Default: `q35`. */
  hypervisorMachineType: z.enum(machineTypes).default('q35'),
  /** More output of the hypervisor, the guest kernel and the agent. Default: false. */
  debug: flag,
  /** Number of virtual CPUs, 1 to 240; `vmConfig.vcpus` wins. Default: 1. */
  numVCPUs: vcpusSchema.default(defaultVcpus),
  /** Memory in MiB, 64 to 1048576; `vmConfig.memory` wins. Default: 2048. */
  memorySize: memoryMibSchema.default(defaultMemoryMib),
  /** Bridges for hotplugging devices, 0 to 5. Default: as many as the machine needs. */
  defaultBridges: z.int().min(0).max(maxBridges).optional(),
  /** Take all memory from the host at start. Default: false. */
  memPrealloc: flag,
  /** Take memory from huge pages. Default: false. */
  hugePages: flag,
  /** Run the virtual machine for low latency. Default: false. */
  realtime: flag,
  /** Keep the guest's memory from being swapped out, where `realtime` is set. Default: false. */
  mlock: flag,
  /** Leave out the adjustments made when this host is itself a virtual machine. Default: false. */
  disableNestingChecks: flag,
  /** Accelerator. Not in the 1.0 document. Default: `auto`. */
  accelerator: z.enum(accelerators).default('auto'),
};

const oneImage = rule('is given together with imagePath', 'give one of imagePath and initrdPath');
const imageWanted = rule(
  'is given without imagePath or initrdPath',
  'give the image that goes with the kernel, or leave the kernel out to boot the embedded guest',
);
const kernelWanted = rule(
  'is missing although an image is given',
  'give the kernel that goes with the image, or leave the image out to boot the embedded guest',
);

interface GuestPaths {
  readonly kernelPath?: string | undefined;
  readonly imagePath?: string | undefined;
  readonly initrdPath?: string | undefined;
}

const hasImage = ({ imagePath, initrdPath }: GuestPaths) => imagePath !== undefined || initrdPath !== undefined;

/**
 * The hypervisor configuration. A kernel and an image (or initramfs) are given
 * both or neither: neither boots the embedded guest.
 */
export const hypervisorConfigSchema = z
  .strictObject(hypervisorConfigShape)
  .refine(({ imagePath, initrdPath }) => imagePath === undefined || initrdPath === undefined, {
    ...oneImage,
    path: ['initrdPath'],
  })
  .refine((config) => config.kernelPath === undefined || hasImage(config), { ...imageWanted, path: ['kernelPath'] })
  .refine((config) => config.kernelPath !== undefined || !hasImage(config), { ...kernelWanted, path: ['kernelPath'] });

/** The hypervisor configuration, checked, with its defaults filled in. */
export type HypervisorConfig = z.output<typeof hypervisorConfigSchema>;
/** {@link HypervisorConfig} as a caller gives it. */
export type HypervisorConfigInput = z.input<typeof hypervisorConfigSchema>;
