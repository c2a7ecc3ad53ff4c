public import WickDomain
public import WickFrames

/// Why a dump, or a part of it, is not read. Retrying cannot help, except perhaps with an unreadable file.
public enum DumpError: Error, Equatable, CustomStringConvertible {
    case file(TextTableError)
    /// A row that cannot be used, where one is the end.
    case badRow(file: String, line: Int, fault: DumpFault)
    case badColumns(reason: String)
    /// A header that does not name what rows need.
    case header(file: String, line: Int, fault: HeaderFault)
    /// Rows without a header, in columns that are none that are known.
    case unknownColumns(file: String, line: Int, count: Int, instrument: Instrument, kind: DumpKind)
    /// Candles that are no minutes.
    case otherInterval(file: String, interval: String)
    /// Tables of other pairs only.
    case otherPairs(path: String, symbol: Symbol, names: [String])
    /// Tables of the pair, but of other intervals only.
    case otherIntervals(path: String, names: [String])
    /// Room for sorting rows that are not in order.
    case sorting(reason: String)

    public struct HeaderFault: Error, Equatable, Sendable {
        let names: String
        let missing: DumpColumn
    }

    public var description: String {
        switch self {
        case .file(let error): error.description
        case .badRow(let file, let line, let fault): "\(file):\(line): \(fault)"
        case .badColumns(let reason): "naming columns: \(reason)"
        case .header(let file, let line, let fault):
            "\(file):\(line): the header '\(fault.names)' has no column for '\(fault.missing)'; name the file's with --columns"
        case .unknownColumns(let file, let line, let count, let instrument, let kind):
            "\(file):\(line): rows of \(count) column\(count == 1 ? "" : "s") are none that wick knows of \(kind) of "
                + "\(instrument.venue); name the file's columns with --columns, at least "
                + kind.requiredColumns.map(\.rawValue).joined(separator: ",")
        case .otherInterval(let file, let interval):
            "\(file): its candles are of \(interval), and only minutes can be imported; take the archive's file of 1 m"
        case .otherPairs(let path, let symbol, let names):
            "reading '\(path)': nothing in it is of \(symbol) by its name: it holds \(Self.list(names)); name another "
                + "--symbol, or take out and rename the table that is meant"
        case .otherIntervals(let path, let names):
            "reading '\(path)': no table holds minutes by its name: it holds \(Self.list(names)); take the archive's file of 1 m"
        case .sorting(let reason): "sorting rows that are not in order: \(reason); set TMPDIR to a folder with room"
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}

/// What is wrong with one line of a dump.
public enum DumpFault: Error, Equatable, CustomStringConvertible {
    case columnCount(found: Int, expected: ClosedRange<Int>)
    /// The reason quotes the value.
    case value(column: DumpColumn, reason: String)
    case tooLong(limit: Int)

    public var description: String {
        switch self {
        case .columnCount(let found, let expected):
            "\(found) column\(found == 1 ? "" : "s") where "
                + (expected.count == 1 ? "\(expected.upperBound)" : "\(expected.lowerBound) or \(expected.upperBound)")
                + " are expected; name other columns with --columns"
        case .value(let column, let reason): "\(column) \(reason)"
        case .tooLong(let limit): "the line is longer than \(limit) bytes"
        }
    }
}
