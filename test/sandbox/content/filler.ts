/** Length of the unit of filler; its first bytes name the document and the block, so no two documents are alike. */
const BLOCK_BYTES = 4_096
const TILE_BYTES = 64 * 1_024
const WORDS = [
  'ledger',
  'invoice',
  'balance',
  'period',
  'client',
  'account',
  'receipt',
  'schedule',
  'total',
  'approved',
]

const tile = makeTile()

/**
 * Writes filler text into `target`: printable ASCII words and newlines, without markup or quotes, so that it can stand
 * inside XML, HTML, a PDF stream or a zip part. Each byte depends only on the label and its offset.
 */
export function writeFiller(target: Buffer, label: string, offset: number): void {
  let written = 0
  while (written < target.length) {
    const at = offset + written
    const inBlock = at % BLOCK_BYTES
    const block = fillerBlock(label, Math.floor(at / BLOCK_BYTES))
    written += block.copy(target, written, inBlock)
  }
}

function fillerBlock(label: string, number: number): Buffer {
  const start = (number * 1_009) % (TILE_BYTES - BLOCK_BYTES)
  const block = Buffer.from(tile.subarray(start, start + BLOCK_BYTES))
  block.write(`\n${label} block ${number}\n`, 0, 'latin1')
  return block
}

function makeTile(): Buffer {
  let state = 12_345
  let text = ''
  while (text.length < TILE_BYTES) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    text += WORDS[(state >>> 16) % WORDS.length] + (state % 9 === 0 ? '\n' : ' ')
  }
  return Buffer.from(text, 'latin1').subarray(0, TILE_BYTES)
}
