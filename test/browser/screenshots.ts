import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from './playwright.ts'

/** Keeps pictures of pages for the documentation. */
export interface Pictures {
  keep(page: Page, name: string): Promise<void>
}

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'images')
const SIZE = { width: 1_180, height: 760 }

/** Pictures of a size that fits a page of the documentation; none are written unless they are wanted. */
export async function openPictures(isWanted: boolean): Promise<Pictures> {
  if (!isWanted) return { keep: async () => {} }
  await mkdir(FOLDER, { recursive: true })
  return {
    async keep(page, name) {
      await page.setViewportSize(SIZE)
      await page.screenshot({ path: join(FOLDER, `${name}.png`) })
    },
  }
}
