/** Asks the page for a message that goes away by itself; `pages/toasts.js` shows it. */
export class ShowToastEvent extends CustomEvent {
  constructor(detail) {
    super('lightning__showtoast', { composed: true, bubbles: true, cancelable: true, detail })
  }
}
