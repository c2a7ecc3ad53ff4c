public import WickDomain
public import WickFrames

/// Reads headlines that others collected: CSV with the columns `first_seen, published, source, url, headline` in any order, plain or packed.
/// The csv of `wick headlines` can be read as well; its headlines keep their ids and versions, so that they are the same in every store.
/// A headline is known from its first sighting on, whatever its publisher claims.
public struct HeadlineImport: ~Copyable {
    public struct Counts: Equatable, Sendable {
        public var rows = 0
        /// With their later versions.
        public var headlines = 0
        /// Of them, new titles at an address that was known.
        public var edits = 0
        /// Rows that say again what was known, by address or by title within a day.
        public var duplicates = 0
        /// Rows with a headline that is empty as plain text, or a first sighting that is no time.
        public var faulty = 0
        /// Rows whose first sighting lies before that of the row before.
        public var backwards = 0

        public init() {}
    }

    static let columns = ["first_seen", "published", "source", "url", "headline"]
    /// As `wick headlines` names them.
    private static let exported = ["seen_at", "published_at", "source", "url", "title", "id", "version"]
    /// A quoted field may go over several lines, but not for ever.
    private static let maximumRowBytes = 256 << 10

    public private(set) var counts = Counts()
    /// Rows that cannot be used, by reason.
    public private(set) var faults = RowFaults()
    private let isStrict: Bool
    private var file: TextTableFile
    private var ledger: HeadlineLedger
    /// Ids and versions of an export that were read.
    private var exportedSeen: Set<String> = []
    private static let longestID = 200
    private static let remembered = 200_000
    private var order: [Int]?
    private var latest = Timestamp(microseconds: .min)

    /// - Parameters:
    ///   - limit: headlines that are remembered, for finding duplicates.
    ///   - isStrict: whether the first row that cannot be used is the end.
    public init(path: String, limit: Int = 200_000, isStrict: Bool = false) throws(TextTableError) {
        self.isStrict = isStrict
        file = try TextTableFile(path: path)
        ledger = HeadlineLedger(limit: limit)
    }

    /// How much of the file was read, for a progress bar; the size is nil for what is not a regular file.
    public var bytes: (read: Int64, size: Int64?) { (file.bytesRead, file.size) }

    /// The next new headline, or new version of one; nil at the end.
    ///
    /// - Throws: `TextTableError` for a file that cannot be read on, or whose first line does not name the columns.
    public mutating func next() throws(TextTableError) -> Headline? {
        while let (fields, line) = try nextRow() {
            if order == nil || file.lineNumber == 1 {
                try readHeader(fields)
                continue
            }
            counts.rows += 1
            if let headline = try read(fields, line) {
                counts.headlines += 1
                return headline
            }
        }
        return nil
    }

    private mutating func readHeader(_ fields: [String]) throws(TextTableError) {
        let names = fields.map { $0.lowercased().filter { !$0.isWhitespace } }
        let found = zip(Self.columns, Self.exported).map { names.firstIndex(of: $0) ?? names.firstIndex(of: $1) }
        let identity = Self.exported.suffix(2).map { names.firstIndex(of: $0) ?? -1 }
        guard let time = found[0], let title = found[4] else {
            throw .damaged(
                file: file.name,
                reason:
                    "its first line must name the columns \(Self.columns.joined(separator: ",")); first_seen and headline are needed"
            )
        }
        order = [time, found[1] ?? -1, found[2] ?? -1, found[3] ?? -1, title] + identity
    }

    private mutating func read(_ fields: [String], _ line: Int) throws(TextTableError) -> Headline? {
        func field(_ column: Int) -> String? {
            guard let index = order?[column], fields.indices.contains(index) else { return nil }
            return fields[index]
        }
        guard let seen = field(0).flatMap(FeedDate.parse) else {
            return try fault(line, "first_seen '\(PlainText.line(field(0) ?? "").prefix(40))' is no time")
        }
        let isExported = field(5) != nil && field(6) != nil
        let text = field(4) ?? ""
        // What wick wrote is plain already, but for the apostrophe that keeps spreadsheets from taking it for a formula.
        let title = isExported ? PlainText.line(Self.withoutGuard(text)) : PlainText.line(html: text)
        guard !title.isEmpty else { return try fault(line, "the headline is empty") }
        if seen < latest { counts.backwards += 1 }
        latest = max(latest, seen)
        let entry = FeedEntry(
            title: title, url: field(3).flatMap { FeedAddress.resolve($0, base: nil) },
            publishedTime: field(1).flatMap(FeedDate.parse))
        let source = PlainText.line(field(2) ?? "")
        if isExported { return try exported(entry, source, seen, id: field(5), version: field(6), line) }
        guard let headline = ledger.add(entry, source: source.isEmpty ? "import" : source, seen: seen) else {
            counts.duplicates += 1
            return nil
        }
        if headline.version > 1 { counts.edits += 1 }
        return headline
    }

    private mutating func exported(
        _ entry: FeedEntry, _ source: String, _ seen: Timestamp, id: String?, version: String?, _ line: Int
    ) throws(TextTableError) -> Headline? {
        guard let id, (1...Self.longestID).contains(id.utf8.count), PlainText.line(id) == id,
            let number = version.flatMap({ Int($0) }), (1...HeadlineLedger.maximumVersions).contains(number)
        else { return try fault(line, "its id or version is none that wick writes") }
        // The store knows those that come again later.
        if exportedSeen.count >= Self.remembered { exportedSeen.removeAll() }
        guard exportedSeen.insert("\(id) \(number)").inserted else {
            counts.duplicates += 1
            return nil
        }
        if number > 1 { counts.edits += 1 }
        return Headline(
            id: id, version: number, source: source.isEmpty ? "import" : source, title: entry.title, url: entry.url,
            publishedTime: entry.publishedTime, seenTime: seen)
    }

    private static func withoutGuard(_ text: String) -> String {
        let isGuarded = text.first == "'" && text.dropFirst().first.map { "=+@".contains($0) } ?? false
        return isGuarded ? String(text.dropFirst()) : text
    }

    private mutating func fault(_ line: Int, _ reason: String) throws(TextTableError) -> Headline? {
        guard !isStrict else { throw .badRow(file: file.name, line: line, reason: reason) }
        counts.faulty += 1
        faults.note(reason, file: file.name, line: line)
        return nil
    }

    /// One row, which may go over several lines, and the line where it ended.
    private mutating func nextRow() throws(TextTableError) -> (fields: [String], line: Int)? {
        var text: [UInt8] = []
        while let line = try file.nextLine() {
            if !text.isEmpty { text.append(0x0a) }
            text.append(contentsOf: line)
            if text.isEmpty { continue }
            guard let fields = CSVRow.fields(text) else {
                guard text.count <= Self.maximumRowBytes else {
                    throw .damaged(file: file.name, reason: "a quote is never closed")
                }
                continue
            }
            return (fields, file.lineNumber)
        }
        guard text.isEmpty else { throw .damaged(file: file.name, reason: "a quote is never closed") }
        return nil
    }
}

/// One row of comma-separated values (RFC 4180).
enum CSVRow {
    /// Nil where a quote is still open.
    static func fields(_ text: [UInt8]) -> [String]? {
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = 0
        while index < text.count {
            let byte = text[index]
            if isQuoted, byte == UInt8(ascii: "\""), index + 1 < text.count, text[index + 1] == byte {
                field.append(byte)
                index += 1
            } else if byte == UInt8(ascii: "\""), isQuoted || field.isEmpty {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: ","), !isQuoted {
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
            } else {
                field.append(byte)
            }
            index += 1
        }
        guard !isQuoted else { return nil }
        return fields + [String(decoding: field, as: UTF8.self)]
    }
}
