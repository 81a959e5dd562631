/** The checksum of a copy as JSON, of `record`; null when none was computed. */
export const CHECKSUM = `case when record.checksum is not null then
    json_build_object('algorithm', record.checksum_algorithm, 'value', record.checksum) end`
