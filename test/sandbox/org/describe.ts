import { notFound } from './errors.ts'
import { json, type Route } from './http.ts'
import type { FieldDefinition, ObjectDefinition } from './schema.ts'
import { findTable, type Tables } from './tables.ts'

/** The routes of describe. */
export function describeRoutes(tables: Tables): Route[] {
  return [
    {
      method: 'GET',
      path: '/sobjects/:object/describe',
      handle: ({ params, version }) => {
        const table = findTable(tables, params.object ?? '')
        if (table === undefined) throw notFound()
        return json(200, describeObject(table.definition, version))
      },
    },
  ]
}

function describeObject(definition: ObjectDefinition, version: string) {
  const { name, label, keyPrefix, isUpdateable, isCreateable = false } = definition
  const base = `/services/data/v${version}/sobjects/${name}`
  return {
    name,
    label,
    labelPlural: label,
    keyPrefix,
    custom: isCustom(name),
    queryable: true,
    retrieveable: true,
    updateable: isUpdateable,
    createable: isCreateable,
    deletable: isCreateable,
    fields: definition.fields.map(describeField),
    childRelationships: [],
    recordTypeInfos: [],
    urls: { sobject: base, describe: `${base}/describe`, rowTemplate: `${base}/{ID}` },
  }
}

function describeField(field: FieldDefinition) {
  const { name, label, type, length, isUpdateable, isNillable, relationship } = field
  return {
    name,
    label,
    type,
    length,
    byteLength: length * 3,
    updateable: isUpdateable,
    createable: isUpdateable,
    nillable: isNillable,
    filterable: true,
    sortable: true,
    calculated: false,
    // Described only where it is so.
    ...(field.isEncrypted === true && { encrypted: true }),
    unique: false,
    externalId: false,
    custom: isCustom(name),
    relationshipName: relationship?.name ?? null,
    referenceTo: relationship === undefined ? [] : [relationship.object],
    cascadeDelete: false,
    relationshipOrder: null,
    writeRequiresMasterRead: false,
  }
}

function isCustom(name: string): boolean {
  return name.endsWith('__c')
}
