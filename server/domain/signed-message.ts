/** What is signed for a purpose: the purpose is part of it, with an end that no purpose contains. */
export function signedMessage(purpose: string, content: string): Buffer {
  return Buffer.from(`doclift ${purpose}\n${content}`)
}
