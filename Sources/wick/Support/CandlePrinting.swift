import WickDomain
import WickPipeline

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
