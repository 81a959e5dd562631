import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ApexRequest } from '../sandbox/org/apex-doubles.ts'

/** A method of an Apex class, as far as the doubles copy it. */
export interface ApexMethod {
  class: string
  method: string
  isAuraEnabled: boolean
  parameters: string[]
  /** What the method and the private methods it calls send to the service. */
  requests: ApexRequest[]
  /** What its text calls: methods of its own class by name, those of others by `Class.method`. */
  calls: string[]
}

/** The part of the parser's tree that is read here; the package is installed for the Apex checks only. */
interface Tree {
  getText(): string
}
interface MethodTree {
  id(): Tree
  formalParameters(): { formalParameterList(): { formalParameter_list(): { id(): Tree }[] } | null }
  parentCtx: { parentCtx: { modifier_list?(): Tree[] } }
}
interface VariableTree {
  id(): Tree
  expression(): Tree | null
}
interface CallTree {
  expression(): Tree
  dotMethodCall(): { anyId(): Tree; expressionList(): { expression_list(): Tree[] } | null } | null
}

const PROJECT = join(import.meta.dirname, '..', '..')
const CLASSES = join(PROJECT, 'force-app', 'main', 'default', 'classes')
const PARSER = join(PROJECT, 'test/apex/node_modules/@apexdevtools/apex-parser/dist/esm/index.js')

/** Why the classes cannot be read, as a sentence; undefined when they can. */
export function whyNoParser(): string | undefined {
  return existsSync(PARSER) ? undefined : 'the Apex parser is not installed: run "npm ci" in test/apex'
}

/** Reads the methods of the package's controllers. */
export async function readControllers(): Promise<ApexMethod[]> {
  const parser = await import(pathToFileURL(PARSER).href)
  const files = readdirSync(CLASSES).filter((name) => name.endsWith('Controller.cls'))
  return files.flatMap((file) => {
    const methods = readMethods(parser, basename(file, '.cls'), readFileSync(join(CLASSES, file), 'utf8'))
    return methods.map((method) => ({ ...method, requests: requestsOf(method, methods) }))
  })
}

// biome-ignore lint/suspicious/noExplicitAny: the package's types are there only when it is installed
function readMethods(parser: any, name: string, source: string): ApexMethod[] {
  class Errors extends parser.ApexErrorListener {
    apexSyntaxError(line: number, _column: number, message: string): void {
      throw new SyntaxError(`${name}.cls:${line} ${message}`)
    }
  }
  const methods: ApexMethod[] = []
  let locals: Record<string, string> = {}
  class Reader extends parser.ApexParserBaseListener {
    enterMethodDeclaration(tree: MethodTree): void {
      methods.push(startMethod(name, tree))
      locals = {}
    }
    enterVariableDeclarator(tree: VariableTree): void {
      locals[tree.id().getText()] = tree.expression()?.getText() ?? ''
    }
    enterDotExpression(tree: CallTree): void {
      const call = tree.dotMethodCall()
      if (call === null) return
      const owner = tree.expression().getText()
      methods.at(-1)?.calls.push(`${owner}.${call.anyId().getText()}`)
      if (owner !== 'DocliftClient') return
      const given = (call.expressionList()?.expression_list() ?? []).map((part) => part.getText())
      const request = readRequest(call.anyId().getText(), given, locals)
      if (request) methods.at(-1)?.requests.push(request)
    }
    enterMethodCall(tree: { id?(): Tree | null }): void {
      methods.at(-1)?.calls.push(tree.id?.()?.getText() ?? '')
    }
  }
  const tree = parser.ApexParserFactory.createLexerAndParser(source, new Errors()).parser.compilationUnit()
  parser.ApexParseTreeWalker.DEFAULT.walk(new Reader(), tree)
  return methods
}

function startMethod(name: string, tree: MethodTree): ApexMethod {
  const modifiers = tree.parentCtx.parentCtx.modifier_list?.() ?? []
  return {
    class: name,
    method: tree.id().getText(),
    isAuraEnabled: modifiers.some((modifier) => /^@AuraEnabled\b/i.test(modifier.getText())),
    parameters: (tree.formalParameters().formalParameterList()?.formalParameter_list() ?? []).map((parameter) =>
      parameter.id().getText(),
    ),
    requests: [],
    calls: [],
  }
}

function requestsOf(method: ApexMethod, all: readonly ApexMethod[]): ApexRequest[] {
  const called = all.filter((other) => other !== method && method.calls.includes(other.method))
  return [...method.requests, ...called.flatMap(({ requests }) => requests)]
}

/** A call of DocliftClient as a request, or undefined for its helpers. */
function readRequest(name: string, given: string[], locals: Record<string, string>): ApexRequest | undefined {
  const [first = '', body = 'null', ifMatch] = given
  const path = readPath(first, locals)
  if (['get', 'getText', 'find'].includes(name)) return { method: 'GET', path }
  if (name === 'getTagged') return { method: 'GET', path, isTagged: true }
  const sent = readBody(locals[body] ?? body)
  const withBody = { path, ...(sent !== undefined && { body: sent }) }
  if (name === 'patch') return { method: 'PATCH', ...withBody, ...(ifMatch && { ifMatch }), isTagged: true }
  return name === 'post' ? { method: 'POST', ...withBody } : undefined
}

/** `'/v1/runs/' + DocliftClient.encode(runId)` is `/v1/runs/{runId}`. What is written otherwise stays as it is. */
function readPath(expression: string, locals: Record<string, string>): string {
  const parts = expression.split('+').map((part) => {
    if (Object.hasOwn(locals, part)) return readPath(locals[part] ?? '', locals)
    return part
      .replace(/^'(.*)'$/, '$1')
      .replace(/^DocliftClient\.encode\((.+)\)$/, '{$1}')
      .replace(/^DocliftClient\.parameter\('(\w+)',\1\)$/, '{&$1}')
      .replace(/^DocliftClient\.parameter\('(\w+)',(\w+)\)$/, '{&$1:$2}')
  })
  return parts.join('')
}

/** `JSON.serialize(new Map<String, Object>{ 'id' => runId })` is `{ id: '{runId}' }`; a name alone stays as it is. */
function readBody(expression: string): ApexRequest['body'] {
  if (expression === 'null') return undefined
  const literal = /^JSON\.serialize\((newMap<.+)\)$/.exec(expression)?.[1]
  return literal === undefined ? expression : JSON.parse(toJson(literal))
}

function toJson(literal: string): string {
  return literal
    .replace(/newList<\w+>\{([^{}]*)\}/g, '[$1]')
    .replaceAll('newMap<String,Object>', '')
    .replace(/'([^']*)'|\b(?!(?:true|false|null)\b)([A-Za-z]\w*)/g, (_, text, name) =>
      JSON.stringify(text ?? `{${name}}`),
    )
    .replaceAll('=>', ':')
}
