/// Why a table, or the rest of it, could not be read. Retrying cannot help, except perhaps with `.unreadable`.
public enum TextTableError: Error, Equatable, CustomStringConvertible {
    case missing(path: String)
    case isDirectory(path: String)
    case unreadable(path: String, reason: String)
    /// Compressed data or an archive that does not hold together.
    case damaged(file: String, reason: String)
    /// An archive without a table in it.
    case noTable(path: String)
    case noRows(path: String)
    case notText(file: String, line: Int)
    case tooLong(file: String, line: Int, limit: Int)
    /// A row that cannot be used, where one is the end.
    case badRow(file: String, line: Int, reason: String)

    public var description: String {
        switch self {
        case .missing(let path): "reading '\(path)': there is no such file"
        case .isDirectory(let path): "reading '\(path)': it is a folder; name the files in it"
        case .unreadable(let path, let reason): "reading '\(path)': \(reason)"
        case .damaged(let file, let reason): "reading \(file): the file is damaged or cut short: \(reason)"
        case .noTable(let path): "reading '\(path)': the archive holds no .csv, .txt, .tsv or .json file"
        case .noRows(let path): "reading '\(path)': the file holds no rows"
        case .notText(let file, let line):
            "\(file):\(line): this is not text: expected comma-separated values; write feather, parquet and the like as csv first"
        case .tooLong(let file, let line, let limit): "\(file):\(line): the line is longer than \(limit) bytes"
        case .badRow(let file, let line, let reason): "\(file):\(line): \(reason)"
        }
    }
}
