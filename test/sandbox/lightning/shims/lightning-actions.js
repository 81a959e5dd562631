/** Asks the page to close the dialog of a quick action. */
export class CloseActionScreenEvent extends CustomEvent {
  constructor() {
    super('lightning__actionsclosescreen', { composed: true, bubbles: true, cancelable: true })
  }
}
