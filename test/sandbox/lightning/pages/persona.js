/** The users of the sandbox org that the pages can be seen as. */
export const PERSONAS = {
  admin: 'Abel Admin (admin)',
  approver: 'Ada Approver (approver)',
  operator: 'Omar Operator (operator)',
  viewer: 'Vera Viewer (viewer)',
  nobody: 'Nora Nobody (no permission set)',
}

const COOKIE = 'sandbox_persona'

/** A cookie, so that a page in a new tab knows it too. The org reads it with every request. */
export function readPersona() {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${COOKIE}=`))
  const name = found?.slice(COOKIE.length + 1)
  return name in PERSONAS ? name : 'admin'
}

export async function writePersona(name) {
  await window.cookieStore.set({ name: COOKIE, value: name, sameSite: 'strict' })
}
