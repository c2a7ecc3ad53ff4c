public import WickDomain
public import WickFrames

/// Why a dump, or the rest of it, could not be read. Retrying cannot help, except perhaps with an unreadable file.
public enum DumpError: Error, Equatable, CustomStringConvertible {
    case file(TextTableError)
    case badRow(file: String, line: Int, fault: DumpFault)
    case badColumns(reason: String)
    case noPublishedColumns(venue: Venue, kind: DumpKind)

    public var description: String {
        switch self {
        case .file(let error): error.description
        case .badRow(let file, let line, let fault): "\(file):\(line): \(fault)"
        case .badColumns(let reason): "naming columns: \(reason)"
        case .noPublishedColumns(let venue, let kind):
            "\(venue) publishes no dumps of \(kind) that wick knows: name the file's columns with --columns, at least "
                + kind.requiredColumns.map(\.rawValue).joined(separator: ",")
        }
    }
}

/// What is wrong with one line of a dump.
public enum DumpFault: Error, Equatable, CustomStringConvertible {
    case columnCount(found: Int, expected: ClosedRange<Int>)
    case header(found: String, expected: String)
    /// The reason quotes the value.
    case value(column: DumpColumn, reason: String)

    public var description: String {
        switch self {
        case .columnCount(let found, let expected):
            "\(found) column\(found == 1 ? "" : "s") where "
                + (expected.count == 1 ? "\(expected.upperBound)" : "\(expected.lowerBound) or \(expected.upperBound)")
                + " are expected; name other columns with --columns"
        case .header(let found, let expected):
            "the header '\(found)' does not fit the expected columns '\(expected)'; name the file's with --columns"
        case .value(let column, let reason): "\(column) \(reason)"
        }
    }
}
