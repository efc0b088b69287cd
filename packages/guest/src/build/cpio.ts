// SPDX-License-Identifier: Apache-2.0

/** A directory, file, symbolic link or character device of an archive. Everything belongs to root. */
export type CpioEntry = { readonly path: string; readonly mode: number } & (
  | { readonly kind: 'directory' }
  | { readonly kind: 'file'; readonly content: Buffer }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'character-device'; readonly major: number; readonly minor: number }
);

/** File type bits, as inode(7) gives them. */
const typeBits = { directory: 0o040000, file: 0o100000, symlink: 0o120000, 'character-device': 0o020000 } as const;

const trailer = 'TRAILER!!!';

/**
 * Writes an archive in the "newc" format, which is what the kernel unpacks as initramfs (its documentation of the
 * initramfs buffer format describes it). The same entries always give the same bytes: sorted, without times. That,
 * and a device node that needs no root to be made, is why this is not left to cpio(1).
 *
 * @param entries - paths without a leading slash; a directory may be left out, then it is made with mode 0755
 */
export function writeCpio(entries: readonly CpioEntry[]): Buffer {
  const all = withParents(entries);
  const sorted = [...all.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const members = sorted.flatMap((entry, index) => member(entry, index + 1));
  return Buffer.concat([...members, ...header({ path: trailer, mode: 0, links: 1, inode: 0, sizeBytes: 0 })]);
}

function withParents(entries: readonly CpioEntry[]): Map<string, CpioEntry> {
  const all = new Map<string, CpioEntry>();
  for (const entry of entries) {
    if (all.has(entry.path)) throw new Error(`twice in the archive: ${entry.path}`);
    all.set(entry.path, entry);
  }
  for (const { path } of entries) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const parent = path.slice(0, end);
      if (!all.has(parent)) all.set(parent, { path: parent, mode: 0o755, kind: 'directory' });
    }
  }
  return all;
}

function member(entry: CpioEntry, inode: number): Buffer[] {
  const content = contentOf(entry);
  const device = entry.kind === 'character-device' ? { major: entry.major, minor: entry.minor } : {};
  const fields = {
    path: entry.path,
    mode: entry.mode | typeBits[entry.kind],
    links: entry.kind === 'directory' ? 2 : 1,
    inode,
    sizeBytes: content.length,
    ...device,
  };
  return [...header(fields), content, padding(content.length)];
}

function contentOf(entry: CpioEntry): Buffer {
  if (entry.kind === 'file') return entry.content;
  return entry.kind === 'symlink' ? Buffer.from(entry.target) : Buffer.alloc(0);
}

interface HeaderFields {
  readonly path: string;
  readonly mode: number;
  readonly links: number;
  readonly inode: number;
  readonly sizeBytes: number;
  readonly major?: number;
  readonly minor?: number;
}

function header({ path, mode, links, inode, sizeBytes, major = 0, minor = 0 }: HeaderFields): Buffer[] {
  const name = Buffer.from(`${path}\0`);
  const [owner, group, modified, onMajor, onMinor, checksum] = [0, 0, 0, 0, 0, 0];
  const fields = [inode, mode, owner, group, links, modified, sizeBytes, onMajor, onMinor, major, minor];
  const text = [...fields, name.length, checksum].map((field) => field.toString(16).padStart(8, '0')).join('');
  const magicAndFields = Buffer.from(`070701${text}`);
  return [magicAndFields, name, padding(magicAndFields.length + name.length)];
}

/** Header and content each end at a multiple of four bytes. */
function padding(sizeBytes: number): Buffer {
  return Buffer.alloc((4 - (sizeBytes % 4)) % 4);
}
