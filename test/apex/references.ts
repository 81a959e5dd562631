import { basename, dirname } from 'node:path'
import type { Check } from './check.ts'
import { findSources, findUses, namesOf, readText, shorten } from './files.ts'

/** A kind of name: what exists, and where it is used. */
interface Names {
  what: string
  known: ReadonlySet<string>
  used: { name: string; path: string }[]
}

/** What classes, components and metadata name exists, and what the app needs is granted. */
export const references: Check = {
  name: 'Labels, classes, credentials and permissions that are named exist',
  needsJava: false,
  findProblems: async () => [...allNames().flatMap(findMissing), ...findUngranted(), ...findDuplicates()],
}

function findMissing({ what, known, used }: Names): string[] {
  const missing = used.filter(({ name }) => !known.has(name))
  return missing.map(({ name, path }) => `${shorten(path)}: there is no ${what} ${name}`)
}

function allNames(): Names[] {
  return [...namesInClasses(), ...namesInComponents(), ...namesInPermissions(), ...namesInPages()]
}

function namesInClasses(): Names[] {
  const classes = findSources('*.cls')
  // Each role is a custom permission, and its credential is named after it.
  const roles = findUses(findSources('DocliftRole.cls'), /'(Doclift_[A-Za-z_]+)'/g)
  const withCredential = roles.filter(({ name }) => name !== 'Doclift_All_Accounts')
  const credentials = withCredential.map(({ name, path }) => ({ name: `${name}_Service`, path }))
  return [
    { what: 'label', known: readLabels(), used: findUses(classes, /\bLabel\.(\w+)/g) },
    { what: 'custom permission', known: namesOf('.customPermission-meta.xml'), used: roles },
    { what: 'Named Credential', known: namesOf('.namedCredential-meta.xml'), used: credentials },
    {
      what: 'Named Credential',
      known: namesOf('.namedCredential-meta.xml'),
      used: findUses(classes, /'callout:(\w+)[^']*'/g),
    },
    {
      what: 'notification type',
      known: namesOf('.notiftype-meta.xml'),
      used: findUses(classes, /NOTIFICATION_TYPE = '(\w+)'/g),
    },
    {
      what: 'permission set group',
      known: namesOf('.permissionsetgroup-meta.xml'),
      used: findUses(findSources('DocliftPeople.cls'), /'(Doclift[A-Za-z]+)'/g),
    },
  ]
}

function namesInComponents(): Names[] {
  const scripts = findSources('lwc/*/*.js')
  return [
    { what: 'label', known: readLabels(), used: findUses(scripts, /@salesforce\/label\/c\.(\w+)/g) },
    { what: 'Apex method', known: readMethods(), used: findUses(scripts, /@salesforce\/apex\/([\w.]+)/g) },
    { what: 'component', known: readComponents(), used: findUses(scripts, /from '(c\/\w+)'/g) },
  ]
}

function namesInPermissions(): Names[] {
  const sets = findSources('*.permissionset-meta.xml')
  const groups = findSources('*.permissionsetgroup-meta.xml')
  return [
    { what: 'class', known: namesOf('.cls'), used: findUses(sets, /<apexClass>(\w+)</g) },
    { what: 'app', known: namesOf('.app-meta.xml'), used: findUses(sets, /<application>(\w+)</g) },
    { what: 'tab', known: namesOf('.tab-meta.xml'), used: findUses(sets, /<tab>(\w+)</g) },
    { what: 'custom permission', known: namesOf('.customPermission-meta.xml'), used: grantedPermissions(sets) },
    { what: 'principal', known: readPrincipals(), used: findUses(sets, /<externalCredentialPrincipal>([^<]+)</g) },
    {
      what: 'permission set',
      known: namesOf('.permissionset-meta.xml'),
      used: findUses(groups, /<permissionSets>(\w+)</g),
    },
    {
      what: 'External Credential',
      known: namesOf('.externalCredential-meta.xml'),
      used: findUses(findSources('*.namedCredential-meta.xml'), /<externalCredential>(\w+)</g),
    },
  ]
}

function namesInPages(): Names[] {
  const pages = findSources('*.flexipage-meta.xml')
  const inPages = findUses(pages, /<componentName>c:(\w+)</g)
  const inActions = findUses(findSources('*.quickAction-meta.xml'), /<lightningWebComponent>(\w+)</g)
  const components = [...inPages, ...inActions].map(({ name, path }) => ({ name: `c/${name}`, path }))
  return [
    { what: 'component', known: readComponents(), used: components },
    {
      what: 'page',
      known: namesOf('.flexipage-meta.xml'),
      used: findUses(findSources('*.tab-meta.xml'), /<flexiPage>(\w+)</g),
    },
    { what: 'tab', known: namesOf('.tab-meta.xml'), used: findUses(findSources('*.app-meta.xml'), /<tabs>(\w+)</g) },
  ]
}

/** Classes with methods for components that a group gives no access to. */
function findUngranted(): string[] {
  const needed = new Set([...readMethods()].map((method) => method.split('.')[0]!))
  return findSources('*.permissionsetgroup-meta.xml').flatMap((group) => {
    const granted = grantedClasses(group)
    const missing = [...needed].filter((name) => !granted.has(name))
    return missing.map((name) => `${shorten(group)}: no access to the class ${name}`)
  })
}

function grantedClasses(group: string): Set<string> {
  const sets = findUses([group], /<permissionSets>(\w+)</g).map(({ name }) => name)
  const paths = sets.flatMap((name) => findSources(`${name}.permissionset-meta.xml`))
  return new Set(findUses(paths, /<apexClass>(\w+)</g).map(({ name }) => name))
}

/** A label twice in the file replaces the first without a word. */
function findDuplicates(): string[] {
  const paths = findSources('*.labels-meta.xml')
  const names = findUses(paths, /<fullName>(\w+)</g).map(({ name }) => name)
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `the label ${name} is there twice`)
}

function grantedPermissions(sets: string[]): { name: string; path: string }[] {
  return findUses(sets, /<customPermissions>\s*<enabled>true<\/enabled>\s*<name>(\w+)</g)
}

function readLabels(): Set<string> {
  return new Set(findUses(findSources('*.labels-meta.xml'), /<fullName>(\w+)</g).map(({ name }) => name))
}

/** Methods that components may call, as `Class.method`. */
function readMethods(): Set<string> {
  const pattern = /@AuraEnabled\s+public static \w+ (\w+)\(/g
  return new Set(findUses(findSources('*.cls'), pattern).map(({ name, path }) => `${basename(path, '.cls')}.${name}`))
}

function readComponents(): Set<string> {
  return new Set(findSources('*.js-meta.xml').map((path) => `c/${basename(dirname(path))}`))
}

/** Principals as permission sets name them: credential, hyphen, principal. */
function readPrincipals(): Set<string> {
  const paths = findSources('*.externalCredential-meta.xml')
  const principal = /<parameterName>(\w+)<\/parameterName>\s*<parameterType>(?:PerUser|Named)Principal</
  return new Set(
    paths.map((path) => `${basename(path, '.externalCredential-meta.xml')}-${principal.exec(readText(path))?.[1]}`),
  )
}
