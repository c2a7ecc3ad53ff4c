import ArgumentParser
import WickDomain
import WickPipeline
import WickVenues

/// Writes the candles of several dumps as one ascending sequence, and counts. Owned by the import command.
struct DumpImport {
    let output: OutputFile
    let text: CandleText
    var failures: [String] = []
    private var writing: (any Error)?
    private var last: Timestamp?
    private var rows = 0
    private var candles = 0
    private var duplicates = 0
    private var missingMinutes = 0
    private var missingTrades = 0

    init(output: OutputFile, text: CandleText) {
        self.output = output
        self.text = text
    }

    /// Writes what the dump holds up to its end, or up to the first error in it, which is thrown.
    mutating func add(_ dump: inout CandleDump) throws(DumpError) {
        var bar = ProgressBar(title: "import")
        defer {
            bar.clear()
            take(dump.counts)
            for note in dump.notes { Console.error("wick import: note: \(note)") }
        }
        while let candle = try dump.next() {
            write(candle)
            if let size = dump.bytes.size, size > 0 {
                bar.show(Double(dump.bytes.read) / Double(size), detail: "\(candle.openTime)")
            }
        }
    }

    /// Says what was read; fails where anything was wrong.
    func finish() throws {
        if let writing { throw writing }
        try output.flush()
        for failure in failures { Console.error("wick import: \(failure)") }
        let missing = missingTrades > 0 ? ", \(missingTrades) missing trades" : ""
        Console.error(
            "wick import: \(rows) rows, \(candles) candles, \(duplicates) duplicates, \(missingMinutes) missing minutes\(missing)"
        )
        if !failures.isEmpty { throw ExitCode.failure }
    }

    private mutating func write(_ candle: Candle) {
        // Files that overlap repeat minutes.
        if let last, candle.openTime <= last {
            duplicates += 1
            return
        }
        last = candle.openTime
        candles += 1
        guard writing == nil else { return }
        do { try output.write(text.line(candle)) } catch { writing = error }
    }

    private mutating func take(_ counts: CandleDump.Counts) {
        rows += counts.rows
        duplicates += counts.duplicates
        missingMinutes += counts.missingMinutes
        missingTrades += counts.missingTrades
    }
}
