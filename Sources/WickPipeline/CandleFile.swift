import Glibc
public import WickDomain
public import WickVenues

/// A csv file of one instrument's candles that grows at its end and can be continued after a crash: a torn last line is cut off.
/// Owns the descriptor and an advisory lock.
public final class CandleFile {
    /// Why a file cannot be continued.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// What is read from the end to find the newest trade id: two days of minutes.
    private static let tailBytes = 256 << 10

    public let path: String
    /// The last whole row; nil in a new file.
    public private(set) var last: BackfillPlan.LastCandle?
    /// Of the first row; nil in a new file.
    public private(set) var firstOpenTime: Timestamp?
    private let instrument: Instrument
    private let descriptor: Int32
    private let text = CandleText(format: .csv)

    /// Makes the file, or opens it and finds its end.
    ///
    /// - Throws: `Failure`; a file that is not one of this instrument's candles is left as it is.
    public init(path: String, instrument: Instrument) throws(Failure) {
        (self.path, self.instrument) = (path, instrument)
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path, "cannot be opened: \(Self.reason)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw Self.failure(path, "another backfill is writing it")
        }
        try prepare()
    }

    deinit { close(descriptor) }

    /// Appends candles in one write; what a full disk let through of it is taken back.
    public func append(_ candles: [Candle]) throws(Failure) {
        guard !candles.isEmpty else { return }
        try write(candles.map(text.line).joined())
    }

    // MARK: Finding the end

    private func prepare() throws(Failure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Self.failure(path, "is not a file")
        }
        let size = Int(status.st_size)
        let head = try read(at: 0, count: min(size, 4096))
        let header = text.header
        // Nothing yet, or the header was torn.
        if header.utf8.starts(with: head) {
            try cut(to: 0)
            return try write(header)
        }
        guard head.starts(with: header.utf8) else {
            throw Self.failure(path, "is not a file of candles: its first line is another")
        }
        if size == header.utf8.count { return }
        let rows = head.dropFirst(header.utf8.count).split(separator: UInt8(ascii: "\n"), maxSplits: 1)
        try findEnd(size, headerBytes: header.utf8.count)
        if last != nil, let row = rows.first { firstOpenTime = try Self.row(row, of: instrument, path).openTime }
    }

    private func findEnd(_ size: Int, headerBytes: Int) throws(Failure) {
        let offset = max(headerBytes, size - Self.tailBytes)
        let tail = try read(at: offset, count: size - offset)
        guard let lineFeed = tail.lastIndex(of: UInt8(ascii: "\n")) else {
            // Only a torn row behind the header.
            guard offset == headerBytes else { throw Self.failure(path, "its end is no row of candles") }
            return try cut(to: headerBytes)
        }
        let end = offset + lineFeed + 1
        if end < size { try cut(to: end) }
        var lines = tail[..<lineFeed].split(separator: UInt8(ascii: "\n"))[...]
        // The first may have been cut by the offset.
        if offset > headerBytes { lines = lines.dropFirst() }
        guard let newest = lines.last else { throw Self.failure(path, "its end is no row of candles") }
        let row = try Self.row(newest, of: instrument, path)
        var lastID = row.lastID
        // A run of empty minutes leads back to the newest trade; anything else without an id tells of none.
        var isEmpty = row.isEmpty
        for line in lines.reversed().dropFirst() where lastID == nil && isEmpty {
            let earlier = try Self.row(line, of: instrument, path)
            (lastID, isEmpty) = (earlier.lastID, earlier.isEmpty)
        }
        last = .init(openTime: row.openTime, close: row.close, lastID: lastID)
    }

    private struct Row {
        let openTime: Timestamp
        let close: Price
        let lastID: UInt64?
        let isEmpty: Bool
    }

    private static func row(
        _ line: some Sequence<UInt8>, of instrument: Instrument, _ path: String
    ) throws(Failure) -> Row {
        let text = String(decoding: Array(line), as: UTF8.self)
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 14 else { throw failure(path, "a row has \(fields.count) columns instead of 14") }
        guard fields[0] == "\(instrument.venue)", fields[1] == "\(instrument.symbol)" else {
            let found = "\(fields[0].prefix(32)) \(fields[1].prefix(32))"
            throw failure(path, "holds candles of \(found), not of \(instrument)")
        }
        do throws(DomainError) {
            return Row(
                openTime: try Timestamp(iso8601: String(fields[2])), close: try Price(fields[6]),
                lastID: UInt64(fields[12]), isEmpty: fields[13] == "empty")
        } catch { throw failure(path, "a row cannot be read: \(error)") }
    }

    // MARK: The descriptor

    private func read(at offset: Int, count: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let result = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw Self.failure(path, "cannot be read: \(Self.reason)") }
            done += result
        }
        return bytes
    }

    private func cut(to size: Int) throws(Failure) {
        guard ftruncate(descriptor, off_t(size)) == 0 else {
            throw Self.failure(path, "cannot be cut to its last whole row: \(Self.reason)")
        }
    }

    private func write(_ text: String) throws(Failure) {
        let start = lseek(descriptor, 0, SEEK_END)
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let result = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else {
                let why = Self.reason
                // Should this fail too, the next run cuts the torn row off.
                if start >= 0 { _ = ftruncate(descriptor, start) }
                throw Self.failure(path, "cannot be written: \(why)")
            }
            done += result
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func failure(_ path: String, _ reason: String) -> Failure {
        Failure(description: "\(path): \(reason)")
    }
}
