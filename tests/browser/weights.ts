/** The numbers of a checkpoint in the safetensors format, by their name. */
export function readWeights(checkpoint: Buffer): Map<string, number[]> {
  const size = Number(checkpoint.readBigUInt64LE(0));
  const head: unknown = JSON.parse(checkpoint.toString('utf8', 8, 8 + size));
  const found = new Map<string, number[]>();
  for (const [name, entry] of Object.entries(Object(head))) {
    const { data_offsets: place, dtype } = Object(entry);
    if (name === '__metadata__' || dtype !== 'F32' || !Array.isArray(place)) continue;
    const [from, to] = place.map((offset) => 8 + size + Number(offset));
    const numbers: number[] = [];
    for (let at = from ?? 0; at < (to ?? 0); at += 4) numbers.push(checkpoint.readFloatLE(at));
    found.set(name, numbers);
  }
  return found;
}
