// Runs plan_hash.wasm under node: node plan_hash.mjs PROGRAM PLAN REPLICATIONS
import { readFile } from 'node:fs/promises';
import { dirname, basename } from 'node:path';
import { WASI } from 'node:wasi';

const [program, plan, replications] = process.argv.slice(2);
const wasi = new WASI({
  version: 'preview1',
  args: ['plan_hash', `/plans/${basename(plan)}`, replications],
  preopens: { '/plans': dirname(plan) },
});
const module = await WebAssembly.compile(await readFile(program));
wasi.start(await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport }));
