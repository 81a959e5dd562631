import { type FieldDefinition, flag, identity, moment, type ObjectDefinition, reference, text } from './schema.ts'

/** The objects in which an org tells about its own set-up, as far as anybody here asks. */

export function entityDefinition(): ObjectDefinition {
  return setup('EntityDefinition', '000', [durableId(), text('QualifiedApiName', 'API Name', 80), namespace(), label()])
}

export function fieldDefinition(): ObjectDefinition {
  return setup('FieldDefinition', '000', [
    durableId(),
    text('QualifiedApiName', 'API Name', 80),
    entity(),
    flag('IsFieldHistoryTracked', 'Field History Tracked'),
  ])
}

export function flowDefinitionView(): ObjectDefinition {
  return setup('FlowDefinitionView', '300', [
    durableId(),
    text('ApiName', 'API Name', 255),
    label(),
    picklist('ProcessType'),
    picklist('TriggerType'),
    picklist('RecordTriggerType'),
    reference('TriggerObjectOrEventId', 'Object or Event', {
      name: 'TriggerObjectOrEvent',
      object: 'EntityDefinition',
    }),
    flag('IsActive', 'Active'),
    namespace(),
  ])
}

export function packageLicense(): ObjectDefinition {
  return setup('PackageLicense', '050', [
    namespace(),
    picklist('Status'),
    whole('AllowedLicenses'),
    whole('UsedLicenses'),
    { ...moment('ExpirationDate', 'Expires On'), isNillable: true },
  ])
}

export function userPackageLicense(): ObjectDefinition {
  return setup('UserPackageLicense', '051', [
    reference('PackageLicenseId', 'Package License', { name: 'PackageLicense', object: 'PackageLicense' }),
    reference('UserId', 'User', { name: 'User', object: 'User' }),
  ])
}

export function permissionSet(): ObjectDefinition {
  return setup('PermissionSet', '0PS', [
    text('Name', 'API Name', 80),
    flag('IsOwnedByProfile', 'Owned By Profile'),
    flag('PermissionsApiEnabled', 'API Enabled'),
    flag('PermissionsViewAllData', 'View All Data'),
  ])
}

export function objectPermissions(): ObjectDefinition {
  return setup('ObjectPermissions', '110', [
    reference('ParentId', 'Permission Set', { name: 'Parent', object: 'PermissionSet' }),
    text('SobjectType', 'Object', 80),
    flag('PermissionsRead', 'Read'),
    flag('PermissionsEdit', 'Edit'),
    flag('PermissionsViewAllRecords', 'View All Records'),
  ])
}

export function apexTrigger(): ObjectDefinition {
  return tooling('ApexTrigger', '01q', [
    text('Name', 'Name', 255),
    picklist('Status'),
    namespace(),
    text('TableEnumOrId', 'Object', 40),
    flag('UsageBeforeUpdate', 'Before Update'),
    flag('UsageAfterUpdate', 'After Update'),
  ])
}

export function validationRule(): ObjectDefinition {
  return tooling('ValidationRule', '03d', [
    text('ValidationName', 'Rule Name', 80),
    flag('Active', 'Active'),
    text('ErrorMessage', 'Error Message', 255),
    entity(),
    metadata(),
  ])
}

export function workflowRule(): ObjectDefinition {
  return tooling('WorkflowRule', '01Q', [text('Name', 'Name', 80), text('TableEnumOrId', 'Object', 40), metadata()])
}

export function platformEventChannelMember(): ObjectDefinition {
  return tooling('PlatformEventChannelMember', '0v8', [
    text('DeveloperName', 'Name', 80),
    text('EventChannel', 'Channel', 80),
    text('SelectedEntity', 'Selected Entity', 80),
  ])
}

function setup(name: string, keyPrefix: string, fields: readonly FieldDefinition[]): ObjectDefinition {
  return { name, label: name, keyPrefix, isUpdateable: false, fields: [identity(), ...fields] }
}

function tooling(name: string, keyPrefix: string, fields: readonly FieldDefinition[]): ObjectDefinition {
  return { ...setup(name, keyPrefix, fields), isTooling: true }
}

function durableId(): FieldDefinition {
  return text('DurableId', 'Durable ID', 255)
}

function namespace(): FieldDefinition {
  return text('NamespacePrefix', 'Namespace Prefix', 15)
}

function label(): FieldDefinition {
  return text('Label', 'Label', 255)
}

function picklist(name: string): FieldDefinition {
  return { ...text(name, name, 255), type: 'picklist' }
}

function whole(name: string): FieldDefinition {
  return { ...text(name, name, 0), type: 'int' }
}

function entity(): FieldDefinition {
  return reference('EntityDefinitionId', 'Object', { name: 'EntityDefinition', object: 'EntityDefinition' })
}

/** Given for queries of one row alone. */
function metadata(): FieldDefinition {
  return { ...text('Metadata', 'Metadata', 0), type: 'complexvalue' }
}
