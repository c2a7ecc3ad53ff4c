import CArchive
import Testing
import WickDomain
import WickFrames

@testable import WickVenues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A temporary folder of dumps, removed with its owner.
final class DumpFolder {
    struct Failure: Error { let what: String }

    let path: String
    private var names: [String] = []

    init() throws {
        var template = Array("/tmp/wick-dumps-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(what: "making a temporary folder") }
        path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Writes the bytes as they are and returns the path.
    func write(_ bytes: some Sequence<UInt8>, as name: String) throws -> String {
        let bytes = Array(bytes)
        guard let file = fopen("\(path)/\(name)", "wb") else { throw Failure(what: "writing \(name)") }
        names.append(name)
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw Failure(what: "writing \(name)") }
        return "\(path)/\(name)"
    }

    func write(_ text: String, as name: String) throws -> String { try write(text.utf8, as: name) }

    /// Packs one stream by the ending of its name, .gz or .zst.
    func pack(_ text: String, as name: String) throws -> String {
        try archive(as: name, tables: [(name, text)]) { writer in
            archive_write_set_format_raw(writer)
            if name.hasSuffix(".gz") {
                archive_write_add_filter_gzip(writer)
            } else {
                archive_write_add_filter_zstd(writer)
            }
        }
    }

    func zip(_ tables: [(name: String, text: String)], as name: String) throws -> String {
        try archive(as: name, tables: tables) { writer in archive_write_set_format_zip(writer) }
    }

    func bytes(of path: String) throws -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Failure(what: "reading \(path)") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    private func archive(
        as name: String, tables: [(name: String, text: String)], format: (OpaquePointer?) -> Void
    ) throws -> String {
        let writer = archive_write_new()
        defer { archive_write_free(writer) }
        format(writer)
        guard archive_write_open_filename(writer, "\(path)/\(name)") == ARCHIVE_OK else {
            throw Failure(what: "packing \(name)")
        }
        names.append(name)
        for table in tables {
            let entry = archive_entry_new()
            defer { archive_entry_free(entry) }
            archive_entry_set_pathname(entry, table.name)
            let type: mode_t = table.name.hasSuffix("/") ? S_IFDIR : S_IFREG
            archive_entry_set_filetype(entry, UInt32(type))
            archive_entry_set_size(entry, Int64(table.text.utf8.count))
            guard archive_write_header(writer, entry) == ARCHIVE_OK else {
                throw Failure(what: "packing \(table.name)")
            }
            let bytes = Array(table.text.utf8)
            guard archive_write_data(writer, bytes, bytes.count) == bytes.count else {
                throw Failure(what: "packing \(table.name)")
            }
        }
        guard archive_write_close(writer) == ARCHIVE_OK else { throw Failure(what: "packing \(name)") }
        return "\(path)/\(name)"
    }
}

/// All that a dump gives.
struct DumpReading {
    private(set) var candles: [Candle] = []
    private(set) var error: DumpError?
    private(set) var counts = CandleDump.Counts()
    private(set) var notes: [String] = []

    /// - Parameter silence: minutes that may be left out for want of trades.
    init(
        _ path: String, _ venue: Venue, _ kind: DumpKind, columns: [String]? = nil, silence: Int = 0,
        isStrict: Bool = false, symbol: String = "BTCUSDT"
    ) throws {
        var request = DumpRequest(
            instrument: Instrument(venue: venue, symbol: try Symbol(symbol)), kind: kind, columns: columns)
        request.silenceMinutes = silence
        request.isStrict = isStrict
        var dump = CandleDump(DumpSurvey(paths: [path], request: request), request: request)
        do throws(DumpError) {
            while let candle = try dump.next() { candles.append(candle) }
        } catch {
            self.error = error
            let after = try dump.next()
            #expect(after == nil, "a dump must be at its end after an error")
        }
        error = error ?? dump.failures.first
        counts = dump.counts
        notes = dump.notes
    }

    /// Why the first part was left out, without the folder, which differs from run to run.
    func message(in folder: DumpFolder) -> String? {
        let text = error.map(\.description) ?? counts.faults.lines.first
        return text.map { $0.split(separator: folder.path + "/").joined() }
    }
}

extension Candle {
    /// Most of a candle on one line, for comparing series.
    var summary: String {
        let bought = buyVolume.map { "\($0)" } ?? "-"
        let ids = identifiers.map { "\($0.first)-\($0.last)" } ?? "-"
        let count = tradeCount.map { "\($0)" } ?? "-"
        let turnover = notional.map { "\($0)" } ?? "-"
        return "\(openTime) \(open) \(high) \(low) \(close) \(volume) \(bought) \(turnover) \(count) \(ids) \(state)"
    }
}
