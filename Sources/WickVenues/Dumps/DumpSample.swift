import WickDomain
import WickFrames

/// The first lines of a table, from which is told how it is written.
struct DumpSample {
    /// A thousand rows are most of a day of minutes, and nearly surely have one with trades in it.
    static let maximumLines = 1000
    static let maximumBytes = 256 * 1024
    /// Addresses and remarks before a header.
    private static let maximumPreamble = 5

    private(set) var lines: [(number: Int, bytes: [UInt8])] = []

    /// - Throws: `TextTableError` where not even one line can be read.
    init(path: String, table: Int?) throws(TextTableError) {
        var file = try TextTableFile(path: path, table: table)
        var count = 0
        while lines.count < Self.maximumLines, count < Self.maximumBytes {
            do throws(TextTableError) {
                guard let line = try file.nextLine() else { break }
                guard !line.isEmpty else { continue }
                lines.append((file.lineNumber, Array(line)))
                count += line.count
            } catch {
                if case .tooLong = error { continue }
                guard !lines.isEmpty else { throw error }
                break
            }
        }
        guard !lines.isEmpty else { throw .noRows(path: file.path) }
    }

    init(lines: [String]) {
        self.lines = lines.enumerated().map { ($0 + 1, Array($1.utf8)) }
    }

    /// Drops what stands before the header or the first row: an address, as CryptoDataDownload has it, or remarks.
    mutating func dropPreamble() {
        for _ in 0..<Self.maximumPreamble {
            guard lines.count > 1, let first = lines.first, Self.isRemark(first.bytes) else { return }
            lines.removeFirst()
        }
    }

    private static func isRemark(_ line: [UInt8]) -> Bool {
        if line.first == UInt8(ascii: "#") { return true }
        let text = String(decoding: line.prefix(200), as: UTF8.self).lowercased()
        return text.contains("://") || text.contains("www.") || text.contains("cryptodatadownload")
    }

    /// Of comma, semicolon, tabulator and bar the one that the first line has most of.
    var separator: UInt8 {
        let line = lines.first?.bytes ?? []
        var best = (byte: UInt8(ascii: ","), count: 0)
        for byte in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")] {
            let count = line.count { $0 == byte }
            if count > best.count { best = (byte, count) }
        }
        return best.byte
    }

    /// Calls `body` with the fields of each line.
    func forEach(separator: UInt8, _ body: (Int, borrowing DumpFields) -> Void) {
        for line in lines {
            line.bytes.withUnsafeBytes { bytes in body(line.number, DumpFields(bytes, separator: separator)) }
        }
    }

    /// As `forEach`, with the first line only; nil where there is none.
    func withFirst<Value>(separator: UInt8, _ body: (borrowing DumpFields) -> Value) -> Value? {
        lines.first.map { line in
            line.bytes.withUnsafeBytes { bytes in body(DumpFields(bytes, separator: separator)) }
        }
    }

    mutating func dropHeader() { lines.removeFirst(min(1, lines.count)) }
}
