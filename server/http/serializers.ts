import SerializerSelector from '@fastify/fast-json-stringify-compiler'

type Serializer = SerializerSelector.Serializer
type Factory = SerializerSelector.SerializerFactory

/** Serializers by the named schemas that they know, then by their own schema, both as JSON. */
const made = new Map<string, Map<string, Serializer>>()

/**
 * Compiles the serializers of responses, each schema once in a process: every route has the same problems, and compiling one
 * costs more than a request.
 */
export const compileSerializers: Factory = (namedSchemas, options) => {
  const compile = SerializerSelector()(namedSchemas, options)
  const known = knownFor(JSON.stringify(namedSchemas))
  return (route) => {
    const schema = JSON.stringify(route.schema)
    const serializer = known.get(schema) ?? compile(route)
    known.set(schema, serializer)
    return serializer
  }
}

function knownFor(namedSchemas: string): Map<string, Serializer> {
  const known = made.get(namedSchemas) ?? new Map<string, Serializer>()
  made.set(namedSchemas, known)
  return known
}
