const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"'

/** Sets the value of a parameter of a Named or an External Credential. */
export function setParameter(text: string, name: string, value: string): string {
  const pattern = new RegExp(
    `(<parameterName>${name}</parameterName>\\s*<parameterType>\\w+</parameterType>\\s*<parameterValue>)[^<]*`,
  )
  return replaceOnce(text, pattern, value, name)
}

/** Sets values of a record of a custom metadata type, by field. */
export function setCustomMetadata(text: string, values: Record<string, string>): string {
  return Object.entries(values).reduce((changed, [field, value]) => {
    const pattern = new RegExp(`(<field>${field}</field>\\s*<value [^>]*>)[^<]*`)
    return replaceOnce(changed, pattern, value, field)
  }, text)
}

/** A trusted URL for pages, pictures and frames in Lightning. */
export function formatTrustedUrl(origin: string, description: string): string {
  return `${HEAD}<CspTrustedSite ${NAMESPACE}>
    <context>LEX</context>
    <description>${escapeXml(description)}</description>
    <endpointUrl>${escapeXml(origin)}</endpointUrl>
    <isActive>true</isActive>
    <isApplicableToConnectSrc>true</isApplicableToConnectSrc>
    <isApplicableToFrameSrc>true</isApplicableToFrameSrc>
    <isApplicableToImgSrc>true</isApplicableToImgSrc>
</CspTrustedSite>
`
}

/** The quick action that opens a document. */
export function formatOpenAction(): string {
  return `${HEAD}<QuickAction ${NAMESPACE}>
    <actionSubtype>ScreenAction</actionSubtype>
    <label>Open document</label>
    <lightningWebComponent>docliftOpen</lightningWebComponent>
    <optionsCreateFeedItem>false</optionsCreateFeedItem>
    <type>LightningWebComponent</type>
</QuickAction>
`
}

/** A shipped file that lost its place for a value must not be deployed as if it were configured. */
function replaceOnce(text: string, pattern: RegExp, value: string, name: string): string {
  if (!pattern.test(text)) throw new Error(`There is no place for ${name} in the metadata that is shipped.`)
  return text.replace(pattern, (_all, before: string) => before + escapeXml(value))
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
