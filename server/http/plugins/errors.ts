import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type DocliftError, PermanentError, toDocliftError } from '../../domain/errors.ts'
import type { App } from '../app.ts'
import { answerOf, InvalidRequestError, toProblem } from '../problem.ts'
import { validationFaults } from '../validation-faults.ts'
import { collectMethods } from './methods.ts'

/** Answers every error, every unknown address and every wrong method as problem+json. Must come before the routes. */
export function addErrors(app: App): void {
  const methodsOf = collectMethods(app)
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(toError(error), request, reply))
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(pathOf(request))
    if (methods.length === 0) return sendProblem(nothingHere(), request, reply)
    return sendProblem(wrongMethod(methods), request, reply.header('allow', methods.join(', ')))
  })
}

function nothingHere(): PermanentError {
  return new PermanentError('api.not-found', 'There is nothing at this address. See /openapi.json.')
}

function wrongMethod(methods: readonly string[]): PermanentError {
  return new PermanentError('api.method-not-allowed', `This address is called with ${methods.join(' or ')}.`)
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? ''
}

/** Also used for what fails before routing. */
export function sendProblem(error: DocliftError, request: FastifyRequest, reply: FastifyReply) {
  const { status, retryAfterSeconds } = answerOf(error)
  if (status >= 500) request.log.error({ err: error }, 'request failed')
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="doclift"')
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
  const problem = toProblem(error, { path: pathOf(request), id: request.id })
  return reply.code(status).type('application/problem+json').send(problem)
}

/** What Fastify itself refuses gets a code of ours; everything else keeps the one it has. */
export function toError(error: FastifyError): DocliftError {
  if (error.validation) return new InvalidRequestError(validationFaults(error.validation, error.validationContext))
  if (error.statusCode === 413) {
    return new PermanentError('api.body-too-large', 'The body must not be larger than 1 MB.')
  }
  if (error.statusCode === 415) {
    return new PermanentError('api.unsupported-media-type', 'The body must be JSON, sent as application/json.')
  }
  if (error.code === 'FST_ERR_BAD_URL') {
    return new InvalidRequestError([{ pointer: '/params', detail: 'must be percent-encoded correctly' }])
  }
  if (error.statusCode === 400 && error.code?.startsWith('FST_')) {
    return new InvalidRequestError([{ pointer: '/body', detail: 'must be valid JSON in a well-formed request' }])
  }
  return toDocliftError(error)
}
