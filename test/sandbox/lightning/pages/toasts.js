import Toast from 'lightning/toast'

/** Shows the messages that components ask for. The base components use the same event among themselves. */
export function showToasts() {
  window.addEventListener('lightning__showtoast', showToast, true)
}

function showToast(event) {
  if (event.detail.toast) return
  event.stopImmediatePropagation()
  const { title, message, variant, mode } = event.detail
  Toast.show({ label: title ?? message, message: title ? message : '', variant, mode }, document.body)
}
