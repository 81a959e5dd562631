/** A value as the org keeps it; a date and time is in milliseconds since 1970. */
export type FieldValue = string | number | boolean | null

/** One record: its values by API name. */
export type Row = Readonly<Record<string, FieldValue>>

export type FieldType =
  | 'id'
  | 'string'
  | 'url'
  | 'picklist'
  | 'reference'
  | 'boolean'
  | 'datetime'
  | 'int'
  | 'complexvalue'

export interface FieldDefinition {
  name: string
  label: string
  type: FieldType
  /** In characters; 0 for types that have none. */
  length: number
  isUpdateable: boolean
  isNillable: boolean
  /** Whether Shield encrypts its values. */
  isEncrypted?: boolean
  /** For a reference: the name that leads to the parent's fields, and the parent's object. */
  relationship?: { name: string; object: string }
}

export interface ObjectDefinition {
  name: string
  label: string
  keyPrefix: string
  isUpdateable: boolean
  /** Whether clients create and delete records of it. */
  isCreateable?: boolean
  /** Whether it is an object of the Tooling API. */
  isTooling?: boolean
  fields: readonly FieldDefinition[]
}

export interface SchemaOptions {
  /** API name of the document object. */
  objectName: string
  /** Length of the URL field, in characters. */
  fieldLength: number
  /** Stands before the names of the objects and fields of the vendor's package, as `tlnd__`; empty without a package. */
  prefix: string
}

/** The vendor's fields of the document object, as the org names them. */
export interface DocumentFields {
  url: string
  identifier: string
  type: string
  account: string
}

/** Gives the names of the vendor's fields; in an installed package each has the namespace before it. */
export function documentFields(prefix: string): DocumentFields {
  return {
    url: `${prefix}Document__c`,
    identifier: `${prefix}Identifier__c`,
    type: `${prefix}Type_Current__c`,
    account: `${prefix}Account__c`,
  }
}

/** Gives the definition of the document object. */
export function documentObject(options: SchemaOptions): ObjectDefinition {
  const names = documentFields(options.prefix)
  const owner = { name: `${options.prefix}Account__r`, object: 'Account' }
  return {
    name: options.objectName,
    label: 'Doc List Entry',
    keyPrefix: 'a1c',
    isUpdateable: true,
    isCreateable: true,
    fields: [
      ...systemFields(),
      { ...text('Name', 'Name', 80), isNillable: false, isUpdateable: true },
      { ...text(names.url, 'Document', options.fieldLength), type: 'url', isUpdateable: true },
      { ...text(names.identifier, 'Identifier', 64), isUpdateable: true },
      { ...text(names.type, 'Type Current', 255), type: 'picklist', isUpdateable: true },
      { ...reference(names.account, 'Account', owner), isUpdateable: true },
    ],
  }
}

/** Gives the definition of the object with the versions of documents. */
export function versionObject({ objectName, prefix }: Omit<SchemaOptions, 'fieldLength'>): ObjectDefinition {
  const document = { name: `${prefix}DocListEntry__r`, object: objectName }
  return {
    name: `${prefix}DocListEntryVersion__c`,
    label: 'Doc List Entry Version',
    keyPrefix: 'a1d',
    isUpdateable: false,
    fields: [
      identity(),
      flag('IsDeleted', 'Deleted'),
      moment('CreatedDate', 'Created Date'),
      moment('SystemModstamp', 'System Modstamp'),
      reference(`${prefix}DocListEntry__c`, 'Doc List Entry', document),
    ],
  }
}

/** Gives the definition of Account. */
export function accountObject(): ObjectDefinition {
  return {
    name: 'Account',
    label: 'Account',
    keyPrefix: '001',
    isUpdateable: false,
    isCreateable: true,
    fields: [identity(), flag('IsDeleted', 'Deleted'), { ...text('Name', 'Account Name', 255), isNillable: false }],
  }
}

/** Gives the definition of Organization. */
export function organizationObject(): ObjectDefinition {
  return {
    name: 'Organization',
    label: 'Organization',
    keyPrefix: '00D',
    isUpdateable: false,
    fields: [
      identity(),
      text('Name', 'Name', 80),
      flag('IsSandbox', 'Is Sandbox'),
      { ...text('OrganizationType', 'Edition', 40), type: 'picklist' },
    ],
  }
}

/** Gives the definition of User. */
export function userObject(): ObjectDefinition {
  return {
    name: 'User',
    label: 'User',
    keyPrefix: '005',
    isUpdateable: false,
    fields: [
      identity(),
      text('Username', 'Username', 80),
      text('Name', 'Full Name', 121),
      text('Email', 'Email', 128),
      flag('IsActive', 'Active'),
    ],
  }
}

/** Gives the definition of PermissionSetGroup. */
export function permissionSetGroupObject(): ObjectDefinition {
  return {
    name: 'PermissionSetGroup',
    label: 'Permission Set Group',
    keyPrefix: '0PG',
    isUpdateable: false,
    fields: [identity(), text('DeveloperName', 'API Name', 80), text('MasterLabel', 'Label', 80)],
  }
}

/** Gives the definition of PermissionSetAssignment. */
export function permissionSetAssignmentObject(): ObjectDefinition {
  const group = { name: 'PermissionSetGroup', object: 'PermissionSetGroup' }
  return {
    name: 'PermissionSetAssignment',
    label: 'Permission Set Assignment',
    keyPrefix: '0Pa',
    isUpdateable: false,
    fields: [
      identity(),
      reference('AssigneeId', 'Assignee', { name: 'Assignee', object: 'User' }),
      reference('PermissionSetGroupId', 'Permission Set Group', group),
      reference('PermissionSetId', 'Permission Set', { name: 'PermissionSet', object: 'PermissionSet' }),
      { ...moment('ExpirationDate', 'Expires On'), isNillable: true },
    ],
  }
}

/** Finds a field by its API name; like the platform, without regard to case. */
export function findField(definition: ObjectDefinition, name: string): FieldDefinition | undefined {
  const wanted = name.toLowerCase()
  return definition.fields.find((field) => field.name.toLowerCase() === wanted)
}

function systemFields(): FieldDefinition[] {
  return [
    identity(),
    flag('IsDeleted', 'Deleted'),
    moment('CreatedDate', 'Created Date'),
    moment('LastModifiedDate', 'Last Modified Date'),
    reference('LastModifiedById', 'Last Modified By', { name: 'LastModifiedBy', object: 'User' }),
    moment('SystemModstamp', 'System Modstamp'),
  ]
}

export function identity(): FieldDefinition {
  return { name: 'Id', label: 'Record ID', type: 'id', length: 18, isUpdateable: false, isNillable: false }
}

export function text(name: string, label: string, length: number): FieldDefinition {
  return { name, label, type: 'string', length, isUpdateable: false, isNillable: true }
}

export function flag(name: string, label: string): FieldDefinition {
  return { name, label, type: 'boolean', length: 0, isUpdateable: false, isNillable: false }
}

export function moment(name: string, label: string): FieldDefinition {
  return { name, label, type: 'datetime', length: 0, isUpdateable: false, isNillable: false }
}

export function reference(
  name: string,
  label: string,
  relationship: { name: string; object: string },
): FieldDefinition {
  return { name, label, type: 'reference', length: 18, isUpdateable: false, isNillable: true, relationship }
}
