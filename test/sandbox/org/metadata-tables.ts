import { formatId } from './ids.ts'
import { type OrgSetup, PERMISSION_SET_ID } from './metadata.ts'
import * as objects from './metadata-schema.ts'
import { integrationUser } from './people.ts'
import type { ObjectDefinition, Row } from './schema.ts'
import type { Table } from './tables.ts'

/** What the REST API and the Tooling API tell about the set-up of the org. */
export function setupTables(setup: OrgSetup): { rest: Table[]; tooling: Table[] } {
  const table = (definition: ObjectDefinition, rows: () => Row[]) => liveTable(setup, definition, rows)
  const shared = [
    table(objects.entityDefinition(), () => [entityRow(setup)]),
    table(objects.fieldDefinition(), () => [fieldRow(setup)]),
  ]
  return {
    rest: [
      ...shared,
      table(objects.flowDefinitionView(), () => flowRows(setup)),
      table(objects.packageLicense(), () => licenceRows(setup)),
      table(objects.userPackageLicense(), () => ownLicenceRows(setup)),
      table(objects.permissionSet(), () => [permissionSetRow(setup)]),
      table(objects.objectPermissions(), () => [objectPermissionsRow(setup)]),
    ],
    tooling: [
      ...shared,
      table(objects.apexTrigger(), () => triggerRows(setup)),
      table(objects.validationRule(), () => validationRows(setup)),
      table(objects.workflowRule(), () => workflowRows(setup)),
      table(objects.platformEventChannelMember(), () => channelRows(setup)),
    ],
  }
}

/** A table whose rows follow the set-up as it is when somebody looks. */
function liveTable(setup: OrgSetup, definition: ObjectDefinition, rows: () => Row[]): Table {
  return {
    definition,
    get size() {
      return rows().length
    },
    position: (id) => {
      const found = rows().findIndex(({ Id }) => Id === id)
      return found === -1 ? undefined : found
    },
    isVisible: () => true,
    isHidden: () => setup.settings.hiddenObjects.includes(definition.name),
    row: (position) => rows()[position] ?? {},
  }
}

function entityRow({ objectName, namespace, entityId }: OrgSetup): Row {
  return {
    Id: entityId,
    DurableId: entityId.slice(0, 15),
    QualifiedApiName: objectName,
    NamespacePrefix: namespace,
    Label: 'Doc List Entry',
  }
}

function fieldRow({ entityId, urlField, settings }: OrgSetup): Row {
  return {
    Id: formatId('00NMx0', 1),
    DurableId: `${entityId.slice(0, 15)}.${formatId('00NMx0', 1).slice(0, 15)}`,
    QualifiedApiName: urlField,
    EntityDefinitionId: entityId,
    IsFieldHistoryTracked: settings.isHistoryTracked,
  }
}

function triggerRows({ settings, entityId, namespace }: OrgSetup): Row[] {
  return settings.triggers.map(({ name, isActive = true, onUpdate = true }, index) => ({
    Id: formatId('01qMx0', index + 1),
    Name: name,
    Status: isActive ? 'Active' : 'Inactive',
    NamespacePrefix: namespace,
    TableEnumOrId: entityId.slice(0, 15),
    UsageBeforeUpdate: false,
    UsageAfterUpdate: onUpdate,
  }))
}

function flowRows({ settings, entityId }: OrgSetup): Row[] {
  return settings.flows.map((flow, index) => ({
    Id: formatId('300Mx0', index + 1),
    DurableId: formatId('300Mx0', index + 1),
    ApiName: flow.apiName,
    Label: flow.label ?? flow.apiName,
    ProcessType: 'AutoLaunchedFlow',
    TriggerType: flow.triggerType ?? 'RecordAfterSave',
    RecordTriggerType: flow.recordTriggerType ?? 'CreateAndUpdate',
    TriggerObjectOrEventId: entityId,
    IsActive: flow.isActive ?? true,
    NamespacePrefix: null,
  }))
}

function validationRows({ settings, entityId }: OrgSetup): Row[] {
  return settings.validationRules.map(({ name, isActive = true, formula }, index) => ({
    Id: formatId('03dMx0', index + 1),
    ValidationName: name,
    Active: isActive,
    ErrorMessage: `${name} refuses this.`,
    EntityDefinitionId: entityId,
    Metadata: formula === null ? null : JSON.stringify({ active: isActive, errorConditionFormula: formula }),
  }))
}

function workflowRows({ settings, entityId }: OrgSetup): Row[] {
  return settings.workflowRules.map(({ name, isActive = true, outboundMessages = [] }, index) => ({
    Id: formatId('01QMx0', index + 1),
    Name: name,
    TableEnumOrId: entityId.slice(0, 15),
    Metadata: JSON.stringify({
      active: isActive,
      triggerType: 'onAllChanges',
      actions: outboundMessages.map((message) => ({ name: message, type: 'OutboundMessage' })),
    }),
  }))
}

function channelRows({ settings, objectName }: OrgSetup): Row[] {
  if (!settings.isChangeDataCaptured) return []
  const selected = objectName.replace(/__c$/, '__ChangeEvent')
  const row = { Id: formatId('0v8Mx0', 1), DeveloperName: `ChangeEvents_${selected.replaceAll('__', '_')}` }
  return [{ ...row, EventChannel: 'ChangeEvents', SelectedEntity: selected }]
}

function licenceRows({ settings, namespace }: OrgSetup): Row[] {
  const licence = settings.packageLicence
  if (licence === null) return []
  return [
    {
      Id: LICENCE_ID,
      NamespacePrefix: namespace,
      Status: licence.status,
      AllowedLicenses: licence.allowed,
      UsedLicenses: licence.isOursAssigned ? 1 : 0,
      ExpirationDate: licence.expiresAt === null ? null : Date.parse(licence.expiresAt),
    },
  ]
}

function ownLicenceRows({ settings }: OrgSetup): Row[] {
  if (settings.packageLicence?.isOursAssigned !== true) return []
  return [{ Id: formatId('051Mx0', 1), PackageLicenseId: LICENCE_ID, UserId: integrationUser.userId }]
}

function permissionSetRow({ settings }: OrgSetup): Row {
  const { isApiEnabled } = settings
  const row = { Id: PERMISSION_SET_ID, Name: 'Doclift_Integration', IsOwnedByProfile: false }
  return { ...row, PermissionsApiEnabled: isApiEnabled, PermissionsViewAllData: false }
}

function objectPermissionsRow({ settings, objectName }: OrgSetup): Row {
  const { canEditObject, canViewAll } = settings
  return {
    Id: formatId('110Mx0', 1),
    ParentId: PERMISSION_SET_ID,
    SobjectType: objectName,
    PermissionsRead: true,
    PermissionsEdit: canEditObject,
    PermissionsViewAllRecords: canViewAll,
  }
}

const LICENCE_ID = formatId('050Mx0', 1)
