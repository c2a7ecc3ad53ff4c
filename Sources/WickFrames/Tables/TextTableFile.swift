import CArchive
import WickDomain

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The lines of a text file, plain or packed with gzip, zstd or zip, in memory that does not depend on its size. Owns the
/// open file. A zip's tables are read one after the other, in the order in which they are stored, or only one of them.
///
/// A table that begins with `[` is JSON, a list of lists: each inner list is given as a line without its brackets, and lines are
/// counted by lists.
public struct TextTableFile: ~Copyable {
    /// A row has some hundred bytes; what is longer than this is something else.
    public static let maximumLineLength = 64 * 1024
    /// Four lines of the greatest length, so that moving a torn line to the front is rare.
    private static let bufferSize = 4 * maximumLineLength

    public let path: String
    /// The file, or the file and the table inside it, as errors name it.
    public private(set) var name: String
    /// Of the last line, counted from 1 in each table.
    public private(set) var lineNumber = 0
    /// Tables in an archive that were opened, and other things in it that were not.
    public private(set) var tables = 0
    public private(set) var skipped: [String] = []
    /// Bytes of the file itself; nil for what is not a regular file.
    public let size: Int64?

    private let archive: OpaquePointer
    private let buffer: UnsafeMutableRawBufferPointer
    /// What is read and not yet handed out.
    private var start = 0
    private var end = 0
    private var isAtTableEnd = true
    /// Which table is wanted, counted from 0; nil for all.
    private let wanted: Int?
    /// What ends a row: a line feed, or a bracket; nil before the table's first byte is seen.
    private var rowEnd: UInt8?
    /// Whether the rest of a line that was too long is passed over.
    private var isSkipping = false
    /// What the archive gave last and is not yet in the buffer; it is the archive's own memory.
    private var block = UnsafeRawBufferPointer(start: nil, count: 0)

    /// - Parameter table: the only table that is read, counted from 0 in the order in which they are stored; nil for all.
    /// - Throws: `TextTableError` for a file that cannot be opened.
    public init(path: String, table: Int? = nil) throws(TextTableError) {
        let size = try Self.examine(path)
        self.init(path: path, table: table, size: size, archive: try Self.open(path))
    }

    private init(path: String, table: Int?, size: Int64?, archive: OpaquePointer) {
        self.path = path
        self.size = size
        self.archive = archive
        wanted = table
        name = path
        buffer = .allocate(byteCount: Self.bufferSize, alignment: 16)
    }

    deinit {
        archive_read_free(archive)
        buffer.deallocate()
    }

    /// Bytes of the file itself that were read so far.
    public var bytesRead: Int64 { archive_filter_bytes(archive, -1) }

    /// The next line without its end, valid until the next call; nil at the end of the last table.
    ///
    /// - Throws: `TextTableError`; after `.tooLong` the next call goes on behind that line.
    public mutating func nextLine() throws(TextTableError) -> UnsafeRawBufferPointer? {
        while true {
            if let line = try takeLine() {
                lineNumber += 1
                return line
            }
            if !isAtTableEnd {
                try fill()
            } else if start < end {
                if let line = try takeLastLine() { return line }
            } else if try !openNextTable() {
                return nil
            }
        }
    }

    private mutating func takeLine() throws(TextTableError) -> UnsafeRawBufferPointer? {
        while start < end, let base = buffer.baseAddress {
            if rowEnd == nil { chooseRowEnd() }
            let mark = rowEnd ?? 0x0a
            guard let found = memchr(base + start, Int32(mark), end - start) else {
                if isSkipping { start = end }
                return nil
            }
            let stop = base.distance(to: found)
            let first = start
            start = stop + 1
            if isSkipping {
                isSkipping = false
                continue
            }
            guard stop - first <= Self.maximumLineLength else { throw tooLong() }
            let row = line(from: first, to: stop)
            if mark == Self.listEnd, row.isEmpty { continue }
            return row
        }
        return nil
    }

    private static let listEnd = UInt8(ascii: "]")

    /// JSON begins with a bracket; undecided while only blanks were read.
    private mutating func chooseRowEnd() {
        for index in start..<end where buffer[index] > 0x20 && buffer[index] < 0x80 {
            rowEnd = buffer[index] == UInt8(ascii: "[") ? Self.listEnd : 0x0a
            return
        }
    }

    /// Text that ends without a line end; nil for what stands behind the last list of JSON.
    private mutating func takeLastLine() throws(TextTableError) -> UnsafeRawBufferPointer? {
        let first = start
        start = end
        if isSkipping { return nil }
        guard end - first <= Self.maximumLineLength else { throw tooLong() }
        let row = line(from: first, to: end)
        if rowEnd == Self.listEnd, row.isEmpty { return nil }
        lineNumber += 1
        return row
    }

    /// The bytes without a carriage return behind them and, on the first line, a byte order mark before them.
    private func line(from start: Int, to end: Int) -> UnsafeRawBufferPointer {
        var first = start
        var last = end
        if last > first, buffer[last - 1] == UInt8(ascii: "\r") { last -= 1 }
        if lineNumber == 0, last - first >= 3, buffer[first] == 0xef, buffer[first + 1] == 0xbb,
            buffer[first + 2] == 0xbf
        {
            first += 3
        }
        if rowEnd == Self.listEnd {
            while first < last, Self.standsBetweenLists(buffer[first]) { first += 1 }
        }
        return UnsafeRawBufferPointer(rebasing: buffer[first..<last])
    }

    private static func standsBetweenLists(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[")
    }

    /// The line counts, and is passed over.
    private mutating func tooLong() -> TextTableError {
        lineNumber += 1
        return .tooLong(file: name, line: lineNumber, limit: Self.maximumLineLength)
    }

    private mutating func fill() throws(TextTableError) {
        guard let base = buffer.baseAddress else { preconditionFailure("a buffer without memory") }
        if start > 0 {
            base.copyMemory(from: base + start, byteCount: end - start)
            (start, end) = (0, end - start)
        }
        if end > Self.maximumLineLength {
            end = 0
            isSkipping = true
            throw tooLong()
        }
        if block.isEmpty { try readBlock() }
        let count = min(block.count, Self.bufferSize - end)
        guard count > 0, let bytes = block.baseAddress else { return }
        base.advanced(by: end).copyMemory(from: bytes, byteCount: count)
        block = UnsafeRawBufferPointer(rebasing: block[count...])
        end += count
    }

    /// Block by block, because `archive_read_data` keeps back what it read before an error.
    private mutating func readBlock() throws(TextTableError) {
        var bytes: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        let status = archive_read_data_block(archive, &bytes, &count, &offset)
        guard status != ARCHIVE_EOF else {
            isAtTableEnd = true
            return
        }
        guard status == ARCHIVE_OK else { throw .damaged(file: name, reason: Self.reason(archive)) }
        block = UnsafeRawBufferPointer(start: bytes, count: count)
        // Text has no zero bytes, and all that is packed in a way that is not known here has.
        let isFirst = lineNumber == 0 && end == 0
        if isFirst, let bytes, memchr(bytes, 0, count) != nil { throw .notText(file: name, line: 1) }
    }

    /// False when there is no other.
    mutating func openNextTable() throws(TextTableError) -> Bool {
        var entry: OpaquePointer?
        if let wanted, tables > wanted { return false }
        while true {
            let status = archive_read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { return try checkedEnd() }
            // A warning is about a name in another character set, or a time stamp.
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN else {
                throw .damaged(file: path, reason: Self.reason(archive))
            }
            guard archive_format(archive) != ARCHIVE_FORMAT_RAW else { break }
            let inside = Self.name(of: entry)
            if Self.isTable(inside, entry) {
                name = "\(path)/\(inside)"
                if let wanted, wanted != tables {
                    tables += 1
                    continue
                }
                break
            }
            if archive_entry_filetype(entry) != S_IFDIR, skipped.count < 100 { skipped.append(inside) }
        }
        tables += 1
        lineNumber = 0
        rowEnd = nil
        isSkipping = false
        isAtTableEnd = false
        return true
    }

    private func checkedEnd() throws(TextTableError) -> Bool {
        guard tables > 0 else { throw size == 0 || skipped.isEmpty ? .noRows(path: path) : .noTable(path: path) }
        return false
    }
}

extension TextTableFile {
    /// The file's size; nil for what is not a regular file.
    private static func examine(_ path: String) throws(TextTableError) -> Int64? {
        var information = stat()
        guard stat(path, &information) == 0 else {
            let code = errno
            throw code == ENOENT
                ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(code)))
        }
        let type = information.st_mode & S_IFMT
        guard type != S_IFDIR else { throw .isDirectory(path: path) }
        guard type == S_IFREG else { return nil }
        guard information.st_size > 0 else { throw .noRows(path: path) }
        return Int64(information.st_size)
    }

    private static func open(_ path: String) throws(TextTableError) -> OpaquePointer {
        guard let archive = archive_read_new() else { throw .unreadable(path: path, reason: "out of memory") }
        archive_read_support_filter_gzip(archive)
        archive_read_support_filter_zstd(archive)
        archive_read_support_format_zip(archive)
        // What is no archive is one table.
        archive_read_support_format_raw(archive)
        archive_read_support_format_empty(archive)
        guard archive_read_open_filename(archive, path, 64 * 1024) == ARCHIVE_OK else {
            defer { archive_read_free(archive) }
            let code = archive_errno(archive)
            throw code > 0 && code != EILSEQ
                ? .unreadable(path: path, reason: reason(archive)) : .damaged(file: path, reason: reason(archive))
        }
        return archive
    }

    private static func reason(_ archive: OpaquePointer) -> String {
        // Some of the library's reasons end with a line feed.
        guard let text = archive_error_string(archive).map({ String(cString: $0) }) else { return "no reason given" }
        return String(text.drop { $0.isWhitespace }.prefix { !$0.isNewline })
    }

    private static func name(of entry: OpaquePointer?) -> String {
        guard let text = archive_entry_pathname(entry) else { return "?" }
        return DecimalText.printable(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    private static func isTable(_ name: String, _ entry: OpaquePointer?) -> Bool {
        let lower = name.lowercased()
        // macOS puts a file of attributes with the same ending into this folder.
        guard archive_entry_filetype(entry) == S_IFREG, !lower.hasPrefix("__macosx/") else { return false }
        return [".csv", ".txt", ".tsv", ".json"].contains { lower.hasSuffix($0) }
    }
}
