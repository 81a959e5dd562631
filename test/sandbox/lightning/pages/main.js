import '@lwc/synthetic-shadow'
import { showFrame } from './frame.js'
import { showPage } from './page.js'
import { showToasts } from './toasts.js'

showFrame(document.querySelector('header'))
showToasts()
await showPage(document.querySelector('main'))
