import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const stage = join(root, '.doclift', 'org-source')

/** What `org:configure` writes. It is laid over force-app, so that the repository itself holds nothing of one org. */
export const GENERATED = join(root, 'force-app-generated')

/**
 * Makes a Salesforce project of force-app and what was generated for this org.
 * @returns its folder
 */
export function stageSource(): string {
  rmSync(stage, { recursive: true, force: true })
  mkdirSync(stage, { recursive: true })
  cpSync(join(root, 'force-app'), join(stage, 'force-app'), { recursive: true })
  if (existsSync(GENERATED)) cpSync(GENERATED, join(stage, 'force-app'), { recursive: true })
  cpSync(join(root, '.forceignore'), join(stage, '.forceignore'))
  writeProject()
  return stage
}

/** Takes out what needs certificates, which a scratch org does not have. The app opens there, but reaches no service. */
export function leaveOutCredentials(): void {
  for (const folder of ['namedCredentials', 'externalCredentials']) {
    rmSync(join(stage, 'force-app', 'main', 'default', folder), { recursive: true })
  }
  const principal = /\s*<externalCredentialPrincipalAccesses>.*?<\/externalCredentialPrincipalAccesses>/gs
  for (const path of globSync(join(stage, '**', '*_Principal.permissionset-meta.xml'))) {
    writeFileSync(path, readFileSync(path, 'utf8').replace(principal, ''))
  }
}

/** The test classes of Doclift, which are the only ones that a deployment runs. */
export function testClasses(): string[] {
  const paths = globSync('*Test.cls', { cwd: join(root, 'force-app', 'main', 'default', 'classes') })
  return paths.map((name) => name.replace('.cls', '')).sort()
}

function writeProject(): void {
  const project = JSON.parse(readFileSync(join(root, 'sfdx-project.json'), 'utf8'))
  const staged = { ...project, packageDirectories: [{ path: 'force-app', default: true }] }
  writeFileSync(join(stage, 'sfdx-project.json'), JSON.stringify(staged))
}
