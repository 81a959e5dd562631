const Navigate = Symbol('Navigate')
const GenerateUrl = Symbol('GenerateUrl')

/** The address of each kind of page reference that has one in the sandbox. */
const ADDRESSES = {
  standard__recordPage: ({ objectApiName, recordId }) => `/lightning/r/${objectApiName ?? 'Record'}/${recordId}/view`,
  standard__recordRelationshipPage: ({ objectApiName, recordId }) => `/lightning/r/${objectApiName}/${recordId}/view`,
  standard__component: ({ componentName }) => `/lightning/cmp/${componentName}`,
  standard__navItemPage: ({ apiName }) => `/lightning/n/${apiName}`,
  standard__app: () => '/lightning',
  standard__webPage: ({ url }) => url,
}

function addressOf({ type, attributes = {}, state = {} }) {
  const address = ADDRESSES[type]?.(attributes) ?? `/lightning/page/${type}`
  const query = new URLSearchParams(state).toString()
  return query === '' ? address : `${address}?${query}`
}

/** A web page opens in a tab of its own, as in Salesforce; every other page takes the place of this one. */
function go(reference, isReplacing) {
  const address = addressOf(reference)
  if (reference.type === 'standard__webPage') window.open(address, '_blank', 'noopener')
  else if (isReplacing) window.location.replace(address)
  else window.location.assign(address)
}

export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](reference, isReplacing = false) {
      go(reference, isReplacing)
    }

    async [GenerateUrl](reference) {
      return addressOf(reference)
    }
  }
NavigationMixin.Navigate = Navigate
NavigationMixin.GenerateUrl = GenerateUrl

export function navigate(_context, reference, options = {}) {
  go(reference, options.replace === true)
}

export async function generateUrl(_context, reference) {
  return addressOf(reference)
}

export class NavigationContext {
  constructor(emit) {
    emit({})
  }
  connect() {}
  disconnect() {}
  update() {}
}

/** The wire adapter that says which page this is. */
export class CurrentPageReference {
  constructor(emit) {
    this.emit = emit
    this.show = () => this.emit(readReference())
  }

  connect() {
    window.addEventListener('popstate', this.show)
    this.show()
  }

  disconnect() {
    window.removeEventListener('popstate', this.show)
  }

  update() {}
}

function readReference() {
  const state = Object.fromEntries(new URLSearchParams(window.location.search))
  const [, , kind, first, recordId] = window.location.pathname.split('/')
  if (kind === 'r') return { type: 'standard__recordPage', attributes: { objectApiName: first, recordId }, state }
  if (kind === 'cmp') return { type: 'standard__component', attributes: { componentName: first }, state }
  return { type: 'standard__navItemPage', attributes: { apiName: first ?? 'Doclift_Console' }, state }
}
