public import WickDomain

/// Why a dump, or the rest of it, could not be read. Retrying cannot help, except perhaps with `.unreadable`.
public enum DumpError: Error, Equatable, CustomStringConvertible {
    case missing(path: String)
    case isDirectory(path: String)
    case unreadable(path: String, reason: String)
    /// Compressed data or an archive that does not hold together.
    case damaged(file: String, reason: String)
    /// An archive without a table in it.
    case noTable(path: String)
    case noRows(path: String)
    case badRow(file: String, line: Int, fault: DumpFault)
    case badColumns(reason: String)
    case noPublishedColumns(venue: Venue, kind: DumpKind)

    public var description: String {
        switch self {
        case .missing(let path): "reading '\(path)': there is no such file"
        case .isDirectory(let path): "reading '\(path)': it is a folder; name the files in it"
        case .unreadable(let path, let reason): "reading '\(path)': \(reason)"
        case .damaged(let file, let reason): "reading \(file): the file is damaged or cut short: \(reason)"
        case .noTable(let path): "reading '\(path)': the archive holds no .csv or .txt file"
        case .noRows(let path): "reading '\(path)': the file holds no rows"
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
    case notText
    case tooLong(limit: Int)
    case columnCount(found: Int, expected: ClosedRange<Int>)
    case header(found: String, expected: String)
    /// The reason quotes the value.
    case value(column: DumpColumn, reason: String)

    public var description: String {
        switch self {
        case .notText: "this is not text: expected lines of comma-separated values"
        case .tooLong(let limit): "the line is longer than \(limit) bytes"
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
