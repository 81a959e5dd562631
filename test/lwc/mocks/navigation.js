import { createTestWireAdapter } from '@salesforce/wire-service-jest-util'

/** Stands for lightning/navigation: a test sees in mockNavigate where a component wanted to go. */
export const mockNavigate = jest.fn()

const Navigate = Symbol('Navigate')
const GenerateUrl = Symbol('GenerateUrl')

export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](pageReference) {
      mockNavigate(pageReference)
    }

    [GenerateUrl]() {
      return Promise.resolve('/lightning/page')
    }
  }
NavigationMixin.Navigate = Navigate
NavigationMixin.GenerateUrl = GenerateUrl

export const CurrentPageReference = createTestWireAdapter(jest.fn())
