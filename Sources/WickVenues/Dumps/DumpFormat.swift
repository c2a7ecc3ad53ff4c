import WickDomain

/// How the rows of one table are written.
struct DumpFormat: Equatable {
    var layout: DumpLayout
    var separator = UInt8(ascii: ",")
    /// Lines before the first row: a header, or an address before it.
    var skippedLines = 0
    /// Whether the newest row comes first.
    var isDescending = false
    /// Whether minutes without trades have rows of their own, so that one without a row is unknown.
    var listsQuietMinutes = false
}

/// One table of a dump: where it is, and how it is read.
public struct DumpTable: Sendable {
    let path: String
    /// As errors name it.
    let name: String
    /// Counted from 0 within the file; nil where the file is no archive.
    let ordinal: Int?
    let format: DumpFormat
    /// Of the rows at its beginning.
    let firstTime: Timestamp
}
