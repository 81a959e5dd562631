/** Loads a package of the checks. Its types are not there before it is installed, so it has none here. */
export function loadPackage(name: string) {
  return import(name)
}
