import ArgumentParser
import Foundation
import WickDomain
import WickFrames
import WickPipeline
import WickVenues

/// Reads files as one sequence of candles, and counts. Owned by the import command.
struct ImportRun {
    /// Where some rows were left out; 0 where none was, 1 where nothing could be read or a strict reading stopped.
    static let partly = ExitCode(3)

    private var failures: [String] = []
    private var counts = DumpCounts()
    private var isNews = false
    /// Whether a row that cannot be used was the end.
    private var isStopped = false

    /// Hands on what the dumps hold, up to their end or, where the reading is strict, to the first row that cannot be used.
    mutating func add(_ dump: inout CandleDump, _ take: (Candle) throws -> Void) throws {
        var bar = ProgressBar(title: "import")
        for note in dump.notes { Console.error("wick import: note: \(note)") }
        defer {
            bar.clear()
            counts = dump.counts
            failures += dump.failures.map(\.description)
        }
        do {
            while let candle = try dump.next() {
                try take(candle)
                bar.show(dump.fractionRead, detail: "\(candle.openTime)")
            }
        } catch let error as DumpError {
            isStopped = true
            failures.append(error.description)
        }
    }

    /// As `add(_:_:)`, for a file as wick exports it.
    mutating func add(_ path: String, isStrict: Bool, _ take: (Candle) throws -> Void) throws {
        var bar = ProgressBar(title: "import")
        defer { bar.clear() }
        do {
            var table = try CandleTable(path: path, isStrict: isStrict)
            defer { counts.faults += table.faults }
            while let candle = try table.next() {
                counts.rows += 1
                counts.candles += 1
                try take(candle)
                bar.show(table.fractionRead, detail: "\(candle.openTime)")
            }
        } catch let error as CandleTable.Failure {
            failures.append("\(error)")
        }
    }

    mutating func readNews(_ path: String, isStrict: Bool, into importing: inout NewsImport) throws {
        do throws(any Error) {
            try importing.read(path, isStrict: isStrict, faults: &counts.faults)
        } catch let error as TextTableError {
            failures.append("\(error)")
        }
        isNews = true
        counts.rows = importing.usedRows
    }

    /// Says what was read, and what was not and why.
    ///
    /// - Throws: `ExitCode` where anything was left out.
    func finish(_ outcome: String?) throws {
        for remark in remarks { Console.error("wick import: note: \(remark)") }
        for line in counts.faults.lines { Console.error("wick import: left out: \(line)") }
        for failure in failures { Console.error("wick import: \(failure)") }
        var parts = ["\(counts.rows) rows"]
        if !isNews {
            parts[0] +=
                ", \(counts.candles) candles, \(counts.duplicates) duplicates, \(counts.missingMinutes) missing minutes"
        }
        if counts.missingTrades > 0 { parts[0] += ", \(counts.missingTrades) missing trades" }
        if counts.faults.count > 0 { parts.append(counts.faults.summary) }
        if let outcome { parts.append(outcome) }
        Console.error("wick import: \(parts.joined(separator: "; "))")
        guard counts.rows > 0, !isStopped else { throw ExitCode.failure }
        if counts.faults.count > 0 || !failures.isEmpty { throw Self.partly }
    }

    private var remarks: [String] {
        var remarks: [String] = []
        if counts.rounded > 0 {
            remarks.append("\(counts.rounded) rows had more digits than prices and volumes have here, and were rounded")
        }
        if counts.differing > 0 {
            remarks.append(
                "\(counts.differing) of \(counts.duplicates) duplicates differ from the first row of their minute; the one with more "
                    + "trades or more volume counts")
        }
        if counts.incomplete > 0 {
            remarks.append(
                "\(counts.incomplete) minutes are incomplete: they closed early, or trades of them are missing")
        }
        if counts.filled > 0 {
            remarks.append(
                "\(counts.filled) minutes that are left out count as minutes without trades (--silence-minutes)")
        }
        if counts.unknown.count > 0 { remarks.append("of nothing known in \(counts.unknown.description)") }
        return remarks
    }

    /// A JSON object for the list of imports.
    func counts(outcome: String) -> String {
        struct Kept: Encodable {
            let rows: Int
            let leftOut: Int
            let failures: Int
            let outcome: String
        }
        return ImportArguments.json(
            Kept(rows: counts.rows, leftOut: counts.faults.count, failures: failures.count, outcome: outcome))
    }
}

/// What an import was asked for, as it is kept with it.
struct ImportArguments: Codable {
    let files: [String]
    let kind: String
    let venue: String?
    let symbol: String?
    let columns: String?

    init(_ command: Import) {
        files = command.files
        kind = command.kind?.rawValue ?? ""
        venue = command.venue?.rawValue
        symbol = command.symbol?.description
        columns = command.columns
    }

    var text: String { Self.json(self) }

    static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and whole numbers can always be written.
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// Nil for what another version wrote.
    static func read(_ text: String) -> ImportArguments? {
        try? JSONDecoder().decode(ImportArguments.self, from: Data(text.utf8))
    }
}
