import ArgumentParser
import WickDomain
import WickPipeline
import WickVenues

/// Reads dumps as one sequence of candles, and counts. Owned by the import command.
struct ImportRun {
    var failures: [String] = []
    private var rows = 0
    private var candles = 0
    private var duplicates = 0
    private var missingMinutes = 0
    private var missingTrades = 0

    /// Hands on what the dump holds up to its end, or up to the first error in it, which is thrown.
    mutating func add(_ dump: inout CandleDump, _ take: (Candle) throws -> Void) throws {
        var bar = ProgressBar(title: "import")
        defer {
            bar.clear()
            count(dump.counts)
            for note in dump.notes { Console.error("wick import: note: \(note)") }
        }
        while let candle = try dump.next() {
            candles += 1
            try take(candle)
            if let size = dump.bytes.size, size > 0 {
                bar.show(Double(dump.bytes.read) / Double(size), detail: "\(candle.openTime)")
            }
        }
    }

    mutating func add(_ table: consuming CandleTable, _ take: (Candle) throws -> Void) throws {
        var bar = ProgressBar(title: "import")
        defer { bar.clear() }
        while let candle = try table.next() {
            rows += 1
            candles += 1
            try take(candle)
            bar.show(table.fractionRead, detail: "\(candle.openTime)")
        }
    }

    /// Says what was read; fails where anything was wrong.
    func finish(_ outcome: String?) throws {
        for failure in failures { Console.error("wick import: \(failure)") }
        let missing = missingTrades > 0 ? ", \(missingTrades) missing trades" : ""
        let stored = outcome.map { "; \($0)" } ?? ""
        Console.error(
            "wick import: \(rows) rows, \(candles) candles, \(duplicates) duplicates, \(missingMinutes) missing minutes\(missing)\(stored)"
        )
        if !failures.isEmpty { throw ExitCode.failure }
    }

    private mutating func count(_ counts: CandleDump.Counts) {
        rows += counts.rows
        duplicates += counts.duplicates
        missingMinutes += counts.missingMinutes
        missingTrades += counts.missingTrades
    }
}

/// Prints candles as one ascending sequence. Owned by the import command.
struct CandlePrinting {
    let output: OutputFile
    let text: CandleText
    private var last: [Instrument: Timestamp] = [:]
    /// Minutes of files that overlap.
    private(set) var repeated = 0

    init(output: OutputFile, text: CandleText) {
        self.output = output
        self.text = text
    }

    var isMerged: Bool { repeated > 0 }

    func begin() throws { try output.write(text.header) }

    mutating func add(_ candle: Candle) throws {
        if let last = last[candle.instrument], candle.openTime <= last {
            repeated += 1
            return
        }
        last[candle.instrument] = candle.openTime
        try output.write(text.line(candle))
    }

    func finish() throws { try output.flush() }
}
