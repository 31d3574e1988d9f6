import { crc32 } from 'node:zlib';

/** Numbers of an array, in C order; their type is what NumPy calls uint8, uint16, int32, float32. */
export interface Numbers {
  shape: number[];
  values: Uint8Array | Uint16Array | Int32Array | Float32Array;
}

const TYPES: Record<string, string> = {
  Uint8Array: '|u1',
  Uint16Array: '<u2',
  Int32Array: '<i4',
  Float32Array: '<f4',
};

/** An array as NumPy saves it. */
function npy({ shape, values }: Numbers): Buffer {
  const size = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const words = `{'descr': '${TYPES[values.constructor.name]}', 'fortran_order': False, 'shape': ${size}, }`;
  const header = words.padEnd(Math.ceil((words.length + 11) / 64) * 64 - 11, ' ');
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${header}\n`, 'latin1');
  head.writeUInt16LE(header.length + 1, 8);
  return Buffer.concat([head, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}

/** Arrays as `numpy.savez` packs them: a zip archive without compression. */
export function npz(arrays: Record<string, Numbers>): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [name, numbers] of Object.entries(arrays)) {
    const data = npy(numbers);
    const title = Buffer.from(`${name}.npy`);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt32LE(crc32(data), 14);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(title.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    local.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    parts.push(local, title, data);
    central.push(entry, title);
    at += local.length + title.length + data.length;
  }
  const listing = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(central.length / 2, 8);
  end.writeUInt16LE(central.length / 2, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listing, end]);
}
