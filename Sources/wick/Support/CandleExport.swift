import WickDomain
import WickPipeline

/// Writes candles to a file as they settle. Owned by one command; errors of writing are kept until the end.
final class CandleExport {
    private let output: OutputFile
    private let text: CandleText
    private let symbols: Set<Symbol>
    private var history: CandleHistory
    private var failure: (any Error)?

    /// - Parameter symbols: those that are wanted; all, where empty.
    init(output: OutputFile, format: CandleFormat, timeframe: Timeframe, symbols: Set<Symbol> = []) {
        self.output = output
        self.symbols = symbols
        text = CandleText(format: format)
        history = CandleHistory(timeframe: timeframe)
        write([text.header])
    }

    func add(_ versions: [Candle]) {
        write(history.add(versions.filter(isWanted)).map(text.line))
    }

    func finish(open: [Candle]) throws {
        write(history.finish(open: open.filter(isWanted)).map(text.line))
        if let failure { throw failure }
        try output.flush()
    }

    private func isWanted(_ candle: Candle) -> Bool { symbols.isEmpty || symbols.contains(candle.instrument.symbol) }

    private func write(_ lines: [String]) {
        guard failure == nil else { return }
        do { for line in lines { try output.write(line) } } catch { failure = error }
    }
}
