public import WickDomain
import WickFrames

/// Public dumps of candles or trades as one stream of one-minute candles, in ascending order and once each. Owns the open file; memory
/// does not depend on sizes.
///
/// A row that cannot be used is counted by its reason, and the rest goes on. What cannot be read on is listed in `failures`.
public struct CandleDump: ~Copyable {
    public typealias Counts = DumpCounts

    public let instrument: Instrument
    public let kind: DumpKind
    /// What was guessed and passed over, one line each.
    public let notes: [String]
    /// Files and tables that were not read, or not to their ends.
    public internal(set) var failures: [DumpError]

    let request: DumpRequest
    let tables: [DumpTable]
    var progress = DumpCounts()
    var nextTable = 0
    var reader: DumpTableReader?
    var klines: DumpKlineDecoder?
    var trades: DumpTradeDecoder?
    var symbols: DumpSymbolColumn
    var minutes: DumpMinutes
    var builder: DumpCandleBuilder
    /// Rows of a table whose newest comes first.
    var minuteSpill: RowSpill<ListedMinute>?
    var tradeSpill: RowSpill<SpilledTrade>?
    /// Whether the spill is complete, and gives its rows back.
    var isDraining = false
    /// Rows of the open table, those that cannot be used included.
    var rowsOfTable = 0
    var lastMinute: Int64?
    /// Stands for ids where there are none.
    var rowNumber: UInt64 = 0
    private var isFinished = false
    /// What ended it, until the candles before it are taken.
    private var pending: DumpError?

    public init(_ survey: DumpSurvey, request: DumpRequest) {
        let instrument = request.instrument
        let silence = max(0, min(request.silenceMinutes, DumpCandleBuilder.longestFill))
        let listsAll = !request.leavesQuietMinutesOut || survey.tables.contains { $0.format.listsQuietMinutes }
        let decoders =
            request.kind == .klines ? [] : survey.tables.map { DumpTradeDecoder(layout: $0.format.layout) }
        let hasIdentifiers = !decoders.isEmpty && decoders.allSatisfy { $0.hasIdentifiers }
        let source = DumpCandleBuilder.Source(
            instrument: instrument, hasIdentifiers: hasIdentifiers,
            hasTakerSides: !decoders.isEmpty && decoders.allSatisfy { $0.hasTakerSides },
            hasContiguousIdentifiers: hasIdentifiers && instrument.venue == .binance)
        self.request = request
        self.instrument = instrument
        kind = request.kind
        tables = survey.tables
        notes = survey.notes
        failures = survey.failures
        symbols = DumpSymbolColumn(pair: DumpPair(instrument.symbol))
        minutes = DumpMinutes(instrument: instrument, silence: listsAll ? 0 : silence)
        builder = DumpCandleBuilder(source: source, silence: silence)
    }

    /// The next candle; nil at the end.
    ///
    /// - Throws: `.badRow` where the request is strict, and `.sorting`, behind the last good candle.
    public mutating func next() throws(DumpError) -> Candle? {
        while true {
            if let candle = kind == .klines ? minutes.next() : builder.next() {
                progress.candles += 1
                return candle
            }
            if let error = pending {
                pending = nil
                throw error
            }
            guard !isFinished else { return nil }
            do throws(DumpError) { try step() } catch {
                pending = error
                finish(isComplete: false)
            }
        }
    }

    func hasTableLeft() -> Bool { nextTable < tables.count }

    mutating func finish(isComplete: Bool) {
        isFinished = true
        reader = nil
        if kind == .klines { minutes.finish() } else { builder.finish(isComplete: isComplete) }
    }

    public var counts: DumpCounts {
        var counts = progress
        let isListed = kind == .klines
        counts.duplicates += isListed ? minutes.duplicates : builder.duplicates
        counts.differing = minutes.differing
        counts.filled = isListed ? minutes.filled : builder.filled
        counts.incomplete = isListed ? minutes.incomplete : builder.incomplete
        counts.unknown = isListed ? minutes.unknown : builder.unknown
        counts.missingTrades = builder.missingTrades
        return counts
    }

    /// How much was read, from 0 to 1.
    public var fractionRead: Double {
        guard !tables.isEmpty else { return 1 }
        var part = 0.0
        if let bytes = reader?.bytes, let size = bytes.size, size > 0 { part = Double(bytes.read) / Double(size) }
        return min(1, (Double(max(0, nextTable - 1)) + part) / Double(tables.count))
    }
}
