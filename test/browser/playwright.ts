import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The part of Playwright that these tests use; the package itself is installed with the compiler of the pages. */
export interface Locator {
  click(options?: { timeout?: number }): Promise<void>
  fill(value: string): Promise<void>
  check(): Promise<void>
  press(key: string): Promise<void>
  count(): Promise<number>
  first(): Locator
  nth(index: number): Locator
  last(): Locator
  filter(options: { hasText?: string | RegExp; has?: Locator }): Locator
  locator(selector: string): Locator
  getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Locator
  getByText(text: string | RegExp, options?: { exact?: boolean }): Locator
  getByLabel(text: string | RegExp): Locator
  waitFor(options?: { state?: 'visible' | 'hidden' | 'attached' | 'detached'; timeout?: number }): Promise<void>
  isDisabled(): Promise<boolean>
  isVisible(): Promise<boolean>
  isChecked(): Promise<boolean>
  focus(): Promise<void>
  scrollIntoViewIfNeeded(): Promise<void>
  innerText(): Promise<string>
  inputValue(): Promise<string>
  allInnerTexts(): Promise<string[]>
  getAttribute(name: string): Promise<string | null>
  evaluate<T>(work: (element: HTMLElementLike) => T): Promise<T>
  selectOption(value: string): Promise<string[]>
}

/** What is read of an element inside the page. */
export interface HTMLElementLike {
  scrollWidth: number
  clientWidth: number
  tagName: string
  textContent: string | null
}

export interface Route {
  continue(): Promise<void>
  abort(): Promise<void>
  fulfill(answer: { status: number; contentType: string; body: string }): Promise<void>
}

export interface Page extends Omit<Locator, 'press' | 'click' | 'fill' | 'evaluate'> {
  goto(url: string): Promise<unknown>
  reload(): Promise<unknown>
  url(): string
  setViewportSize(size: { width: number; height: number }): Promise<void>
  screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>
  evaluate<T>(work: string): Promise<T>
  route(url: string | RegExp, handle: (route: Route) => Promise<void>): Promise<void>
  unroute(url: string | RegExp): Promise<void>
  waitForURL(url: string | RegExp): Promise<void>
  keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> }
  on(event: 'pageerror', listen: (error: Error) => void): void
  on(event: 'console', listen: (message: { type(): string; text(): string }) => void): void
  setDefaultTimeout(ms: number): void
  context(): { addCookies(cookies: { name: string; value: string; url: string }[]): Promise<void> }
  close(): Promise<void>
}

export interface Browser {
  newPage(options?: { viewport?: { width: number; height: number }; locale?: string }): Promise<Page>
  close(): Promise<void>
}

const PACKAGES = join(import.meta.dirname, '..', 'sandbox', 'lightning', 'node_modules')
const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where Chromium is, or undefined. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH, ...USUAL_PLACES].find((path) => path && existsSync(path))
}

/** Starts the browser. Call it when the packages of the pages' compiler are there. */
export async function openBrowser(executablePath: string): Promise<Browser> {
  const { chromium } = await import(pathToFileURL(join(PACKAGES, 'playwright-core', 'index.mjs')).href)
  return chromium.launch({ executablePath, args: FLAGS })
}

/** The text of axe, which checks a page for barriers from inside. */
export async function readAxe(): Promise<string> {
  return await readFile(join(PACKAGES, 'axe-core', 'axe.min.js'), 'utf8')
}
