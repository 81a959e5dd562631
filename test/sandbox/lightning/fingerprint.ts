import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Changes with everything the pages are made from: components, labels, stand-ins for the platform, and the compiler. */
export async function fingerprintOf(compiler: string, source: string): Promise<string> {
  const files: string[] = []
  for (const folder of [join(source, 'lwc'), join(source, 'labels'), compiler]) files.push(...(await listFiles(folder)))
  files.sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${relative(compiler, file)}\n`).update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

/** @throws Error as one sentence when there is nothing to build from */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw new Error(`The pages of the app could not be built: ${folder} cannot be read.`, { cause })
  })
  const found = entries.filter(({ name }) => name !== 'node_modules' && name !== '__tests__')
  const lists = found.map((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? listFiles(path) : [path]
  })
  return (await Promise.all(lists)).flat()
}
