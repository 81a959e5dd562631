/** True when a file with this mode can be read or changed by others than its owner (POSIX permission bits). */
export function isOpenToOthers(mode: number): boolean {
  return (mode & 0o077) !== 0
}
